import { IconClock, IconHistory, IconSend } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { charactersLeft } from '../../composer/message-length';
import { errorText } from '../../format/error-text';
import { useChat } from '../../session/session-provider';
import { inertLine } from '../../text/inert';
import { isFinePointer } from '../../theme/pointer';
import buttons from '../button.module.css';
import { PlaceLink } from '../place-link';
import styles from './start.module.css';
import { useBegin } from './use-begin';
import { setWaitingStart, useWaitingStart } from './waiting-start';

const subjects = ['disease', 'seed', 'weather', 'payment', 'other'] as const;
type Subject = (typeof subjects)[number];

/** Where there is no conversation yet: what it is about, and the first words, which open it. */
export function Start({ onStarted }: { onStarted(conversationId: string): void }) {
  const { t } = useTranslation('messenger');
  const me = useChat((state) => state.me);
  const hasEarlier = useChat((state) => state.conversations.length > 0);
  const personId = me?.id ?? '';
  const waiting = useWaitingStart(personId);
  const { state, begin, change } = useBegin(waiting, subjectText(waiting?.subject), onStarted);
  const problemId = useId();
  const text = waiting?.text ?? '';
  const subject = waiting?.subject;
  const tooMany = -Math.min(0, charactersLeft(text) ?? 0);
  const isSending = state === 'sending' || state === 'waiting';

  const write = (part: { text?: string; subject?: string | undefined }) =>
    setWaitingStart({ personId, text, subject, isSent: false, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '' && tooMany === 0 && !isSending) begin();
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const isEnter = event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing;
    if (isEnter && isFinePointer()) submit(event);
  };
  const problem =
    tooMany > 0
      ? t('start.tooLong', { count: 4000 + tooMany })
      : typeof state === 'object'
        ? t('start.failed', { why: errorText(state.failed) })
        : undefined;

  return (
    <form className={styles.start} onSubmit={submit}>
      <div className={styles.middle}>
        <h2 className={styles.greeting}>
          {t('start.greeting', { name: inertLine(me?.name ?? '') })}
          <span>{t('start.question')}</span>
        </h2>
        {state === 'waiting' ? (
          <div className={styles.waiting} role="status">
            <p className={styles.kept} dir="auto">
              {text}
            </p>
            <p className={styles.why}>
              <IconClock aria-hidden size={18} />
              <span>{t('start.waiting')}</span>
            </p>
            <button type="button" className={buttons.quiet} onClick={change}>
              {t('start.change')}
            </button>
          </div>
        ) : (
          <>
            <fieldset className={styles.subjects} disabled={isSending}>
              <legend>{t('start.subject')}</legend>
              {subjects.map((one) => (
                <label key={one} className={styles.subject}>
                  <input
                    type="radio"
                    name="subject"
                    checked={subject === one}
                    onChange={() => write({ subject: one })}
                    // Chosen once more, it is not chosen any more.
                    onClick={() => subject === one && write({ subject: undefined })}
                  />
                  {t(`start.subjects.${one}`)}
                </label>
              ))}
            </fieldset>
            <textarea
              className={styles.text}
              aria-label={t('start.message')}
              aria-describedby={problem ? problemId : undefined}
              aria-invalid={tooMany > 0 || undefined}
              placeholder={t('start.placeholder')}
              rows={4}
              dir="auto"
              enterKeyHint={isFinePointer() ? 'send' : 'enter'}
              value={text}
              readOnly={isSending}
              onChange={({ target }) => write({ text: target.value })}
              onKeyDown={press}
            />
            <div role="alert" id={problemId} className={styles.problem}>
              {problem}
            </div>
            <button
              type="submit"
              className={buttons.filled}
              disabled={text.trim() === '' || tooMany > 0 || isSending}
              aria-busy={isSending}
            >
              <IconSend aria-hidden size={18} />
              {t('start.send')}
            </button>
          </>
        )}
        {hasEarlier && (
          <PlaceLink href="/chat?view=earlier" className={styles.earlier}>
            <IconHistory aria-hidden size={18} />
            {t('start.earlier')}
          </PlaceLink>
        )}
      </div>
    </form>
  );

  /** In the customer's own words, as far as there are any. */
  function subjectText(chosen: string | undefined): string | undefined {
    return subjects.includes(chosen as Subject) ? t(`start.subjects.${chosen as Subject}`) : undefined;
  }
}

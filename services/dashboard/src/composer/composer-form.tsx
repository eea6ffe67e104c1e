import { Button, VisuallyHidden } from '@mantine/core';
import type { Profile } from '@samvad/client';
import { IconSend2 } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { type FormEvent, type RefObject, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../session/session-provider';
import { isFinePointer } from '../theme/pointer';
import { addAttachments, addFiles } from './attachments/add-files';
import { AttachButton } from './attachments/attach-button';
import { CameraButton } from './attachments/camera-button';
import { AttachmentTray } from './attachments/tray';
import { emptyTray, subscribeTrays, trayOf } from './attachments/tray-store';
import { Colleagues } from './colleagues';
import classes from './composer.module.css';
import { draftKey, getDraft, holdDraft } from './drafts';
import { EmojiButton } from './emoji/emoji-button';
import { colleagueAnswer, headSeq } from './guard/colleague-answer';
import { RefusedGuard } from './guard/refused-guard';
import { insertAtCaret } from './insert-at-caret';
import { MessageBox } from './message-box';
import { charactersLeft, maxContentLength } from './message-length';
import { ReopenHint } from './reopen-hint';
import { sendDraft } from './send-draft';
import { useDraft } from './use-draft';
import type { Recording } from './voice/recording';
import { useVoiceNote } from './voice/use-voice-note';
import { VoiceButton } from './voice/voice-button';

const AnsweredDialog = dynamic(() => import('./guard/answered-dialog').then((module) => module.AnsweredDialog));
const RecorderBar = dynamic(() => import('./voice/recorder-bar').then((module) => module.RecorderBar));

export function ComposerForm({ conversationId, me }: { conversationId: string; me: Profile }) {
  const { t, i18n } = useTranslation('composer');
  const client = useClient();
  const key = draftKey(me.id, conversationId);
  const isAgent = me.role !== 'User';
  const [draft, setDraft] = useDraft(conversationId);
  const tray = useTray(key);
  const box = useRef<HTMLTextAreaElement>(null);
  const sendButton = useRef<HTMLButtonElement>(null);
  const ids = { hints: useId(), counter: useId(), tray: useId() };
  /** Asked whether to send although a colleague has answered. */
  const [isAsking, setAsking] = useState(false);

  const text = draft?.text ?? '';
  const left = charactersLeft(text);
  const isTooLong = left !== undefined && left < 0;
  const hasFiles = tray.attachments.length > 0;
  const hasProblem = tray.attachments.some(({ problem }) => problem);
  const isEmpty = text.trim() === '' && !hasFiles;

  const head = () => (isAgent ? headSeq(client.store.getSnapshot(), conversationId) : undefined);

  /** What an agent had before them counts from the first key, and from the first file. */
  const write = (next: string) => {
    if (next === '' && trayOf(key).attachments.length === 0) return setDraft(null);
    const seenSeq = getDraft(key)?.seenSeq ?? head();
    setDraft({ text: next, at: Date.now(), ...(seenSeq === undefined ? {} : { seenSeq }) });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first file begins a draft, the last one ends it
  useEffect(() => {
    if (!getDraft(key)?.text) write('');
  }, [hasFiles, key]);

  const answer = () => {
    const seenSeq = getDraft(key)?.seenSeq;
    const messages = client.store.getSnapshot().open[conversationId]?.messages;
    return isAgent && seenSeq !== undefined && messages ? colleagueAnswer(messages, me.id, seenSeq) : undefined;
  };

  /** Of what is there now: a recording may have just been added. */
  const send = () => {
    const { attachments } = trayOf(key);
    const now = getDraft(key)?.text ?? '';
    if ((charactersLeft(now) ?? 0) < 0 || attachments.some(({ problem }) => problem)) return;
    if (now.trim() === '' && attachments.length === 0) return;
    if (answer()) return setAsking(true);
    sendNow(getDraft(key)?.seenSeq ?? head());
  };
  const sendNow = (unlessAnsweredAfter: number | undefined) => {
    sendDraft(client, conversationId, me.id, unlessAnsweredAfter);
    // On a phone whose keyboard is not open it would open; where it is open, the box has kept the focus.
    if (isFinePointer() || document.activeElement === sendButton.current) box.current?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };

  const voice = useVoiceNote((note) => {
    if (client.store.getSnapshot().me?.id === me.id) addAttachments(client, key, [note]);
  });
  useFocusAfter(voice.recording, box);
  const take = (files: readonly File[]) => void addFiles(client, key, files);

  const said = [
    isTooLong ? t('tooLong', { limit: maxContentLength.toLocaleString(i18n.language) }) : '',
    hasProblem ? t('removeProblems') : '',
    tray.notice ? t(tray.notice.kind, { count: tray.notice.count }) : '',
    hasFiles ? t('attached', { count: tray.attachments.length }) : '',
    voice.error ? t(voice.error) : '',
  ];
  const describedBy = `${ids.hints} ${left === undefined ? '' : ids.counter} ${hasFiles ? ids.tray : ''}`.trim();

  return (
    <div className={classes.composer}>
      <div id={ids.hints}>
        {isAgent && <Colleagues conversationId={conversationId} />}
        <ReopenHint conversationId={conversationId} isAgent={isAgent} />
      </div>
      <form className={classes.card} onSubmit={submit} data-recording={voice.recording ? '' : undefined}>
        <AttachmentTray id={ids.tray} trayKey={key} tray={tray} onLeave={() => box.current?.focus()} />
        {voice.error && (
          <p className={classes.problem}>
            {t(voice.error)}
            <button type="button" className={classes.dismiss} onClick={voice.forgetError}>
              {t('dismiss')}
            </button>
          </p>
        )}
        {voice.recording && (
          <RecorderBar
            recording={voice.recording}
            onCancel={voice.cancel}
            onStop={() => voice.finish()}
            onSend={() => voice.finish().then(send)}
          />
        )}
        <div className={classes.row} hidden={voice.recording !== undefined} data-empty={isEmpty ? '' : undefined}>
          <MessageBox
            ref={box}
            className={classes.box}
            label={t('message')}
            placeholder={t(hasFiles ? 'caption' : 'placeholder')}
            value={text}
            describedBy={describedBy}
            isInvalid={isTooLong}
            onChange={(next) => {
              write(next);
              client.typing(conversationId);
            }}
            onSend={send}
            onFiles={take}
            onHold={() => holdDraft(key)}
          />
          <AttachButton className={classes.attach} onFiles={take} />
          <EmojiButton
            className={classes.emoji}
            onEmoji={(emoji) => box.current && insertAtCaret(box.current, emoji)}
            onClose={() => box.current?.focus()}
          />
          <CameraButton className={classes.camera} onFiles={take} />
          <VoiceButton className={classes.voice} isBusy={voice.isAsking} onClick={voice.start} />
          {left !== undefined && (
            <span id={ids.counter} className={classes.counter} data-over={isTooLong ? '' : undefined}>
              {isTooLong ? t('tooLongBy', { count: -left }) : t('left', { count: left })}
            </span>
          )}
          <Button
            ref={sendButton}
            type="submit"
            className={classes.send ?? ''}
            disabled={isEmpty || isTooLong || hasProblem}
            // Keeps the focus, and with it a phone's keyboard, where it is.
            onMouseDown={(event) => event.preventDefault()}
            aria-keyshortcuts="Enter"
          >
            <IconSend2 size={20} aria-hidden className={classes.sendIcon} />
            <span className={classes.sendLabel}>{t('send')}</span>
          </Button>
        </div>
      </form>
      <VisuallyHidden role="status">{said.filter(Boolean).join(' ')}</VisuallyHidden>
      {isAgent && <RefusedGuard conversationId={conversationId} me={me} draftKey={key} box={box} />}
      {isAsking && (
        <AnsweredDialog
          answer={answer()}
          onSendAnyway={() => {
            setAsking(false);
            sendNow(head());
          }}
          onKeepEditing={() => {
            setAsking(false);
            // They have seen it now.
            const seenSeq = head();
            setDraft({ text, at: Date.now(), ...(seenSeq === undefined ? {} : { seenSeq }) });
          }}
          onDiscard={() => {
            setAsking(false);
            setDraft(null);
            emptyTray(key);
          }}
          onClosed={() => box.current?.focus()}
        />
      )}
    </div>
  );
}

/** The recorder has had the focus, and has gone. */
function useFocusAfter(recording: Recording | undefined, box: RefObject<HTMLTextAreaElement | null>) {
  const before = useRef(recording);
  useEffect(() => {
    if (before.current && !recording && document.activeElement === document.body) box.current?.focus();
    before.current = recording;
  }, [recording, box]);
}

function useTray(key: string) {
  const get = () => trayOf(key);
  return useSyncExternalStore(subscribeTrays, get, get);
}

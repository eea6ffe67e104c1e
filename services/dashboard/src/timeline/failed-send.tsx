import type { ChatMessage } from '@samvad/client';
import type { TFunction } from 'i18next';
import { keepFocus } from './keep-focus';
import css from './message-row.module.css';
import { useTimeline } from './timeline-context';

const reasons = {
  ALREADY_ANSWERED: 'failure.alreadyAnswered',
  FORBIDDEN: 'failure.forbidden',
  NOT_FOUND: 'failure.notFound',
  VALIDATION: 'failure.invalid',
  CONFLICT: 'failure.invalid',
  PAYLOAD_TOO_LARGE: 'failure.tooLarge',
  UNSUPPORTED_MEDIA_TYPE: 'failure.wrongType',
  UNPROCESSABLE_MEDIA: 'failure.broken',
  QUOTA_EXCEEDED: 'failure.quota',
  FILE_LOST: 'failure.lost',
} as const;

/** Why a message was not taken, and what can be done. */
export function FailedSend({ message }: { message: ChatMessage }) {
  const { client, t } = useTimeline();
  const id = message.clientMessageId ?? '';
  const code = message.error?.code;
  const isAnswered = code === 'ALREADY_ANSWERED';
  return (
    <div className={css.failed}>
      <span>{reason(message, t)}</span>
      <span className={css.failedButtons}>
        {isAnswered && (
          <button
            type="button"
            onClick={(event) => {
              keepFocus(event);
              client.retry(id, { anyway: true });
            }}
          >
            {t('sendAnyway')}
          </button>
        )}
        {!isAnswered && code !== 'FILE_LOST' && (
          <button
            type="button"
            onClick={(event) => {
              keepFocus(event);
              client.retry(id);
            }}
          >
            {t('tryAgain')}
          </button>
        )}
        <button type="button" onClick={() => client.discard(id)}>
          {t('delete')}
        </button>
      </span>
    </div>
  );
}

function reason({ error }: ChatMessage, t: TFunction<'timeline'>): string {
  const known = reasons[error?.code as keyof typeof reasons];
  return known ? t(known) : t('failure.other', { reason: error?.message ?? error?.code ?? '' });
}

import type { ChatMessage } from '@samvad/client';
import { IconAlertCircle, IconCheck, IconChecks, IconClock } from '@tabler/icons-react';
import { clockTime, fullTime } from '../format/format';
import css from './message-row.module.css';
import { isOurs } from './side';
import { useTimeline } from './timeline-context';

/** When it was written and, of one's own side, how far it has got. */
export function MessageMeta({ id, message }: { id: string; message: ChatMessage }) {
  const { me, language } = useTimeline();
  const { createdAt } = message;
  return (
    <span id={id} className={css.meta}>
      <time dateTime={createdAt} title={fullTime(createdAt, language)}>
        {clockTime(createdAt, language)}
      </time>
      {isOurs(message, me) && <Ticks message={message} />}
    </span>
  );
}

const icons = {
  queued: IconClock,
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertCircle,
};

function Ticks({ message: { state, readAt, deliveredAt } }: { message: ChatMessage }) {
  const { t, language } = useTimeline();
  const Icon = icons[state];
  const title =
    state === 'read' && readAt
      ? t('readAt', { time: fullTime(readAt, language) })
      : state === 'delivered' && deliveredAt
        ? t('deliveredAt', { time: fullTime(deliveredAt, language) })
        : t(`state.${state}`);
  return (
    <span className={css.ticks} data-state={state} title={title}>
      <Icon aria-hidden size={16} stroke={2} />
      <span className={css.hidden}>{t(`state.${state}`)}</span>
    </span>
  );
}

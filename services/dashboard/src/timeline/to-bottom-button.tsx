import type { ChatMessage } from '@samvad/client';
import { IconChevronDown } from '@tabler/icons-react';
import { useRef, useSyncExternalStore } from 'react';
import css from './message-list.module.css';
import type { ScrollView } from './scroll-view';
import { useTimeline } from './timeline-context';

interface Props {
  messages: readonly ChatMessage[];
  view: ScrollView;
  onClick: () => void;
}

/** Back to the newest message, with how many from others have not been in view yet. */
export function ToBottomButton({ messages, view, onClick }: Props) {
  const { t, me } = useTimeline();
  const { isAtBottom, last } = useSyncExternalStore(view.subscribe, view.getSnapshot);
  const seen = useRef(0);
  seen.current = isAtBottom ? (messages.findLast(({ seq }) => seq !== null)?.seq ?? 0) : Math.max(seen.current, last);
  if (isAtBottom) return null;
  const count = othersAfter(seen.current, messages, me.id);
  return (
    <button
      type="button"
      className={css.toBottom}
      aria-label={count > 0 ? t('toBottomNew', { count }) : t('toBottom')}
      onClick={onClick}
    >
      <IconChevronDown aria-hidden size={22} />
      {count > 0 && (
        <span className={css.count} aria-hidden="true">
          {count > 99 ? '99+' : count}
        </span>
      )}
    </button>
  );
}

function othersAfter(seq: number, messages: readonly ChatMessage[], me: string): number {
  let count = 0;
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at] as ChatMessage;
    if (message.seq !== null && message.seq <= seq) break;
    if (message.seq !== null && message.senderId !== me) count += 1;
  }
  return count;
}

import { useEffect, useRef } from 'react';
import { isAttended, onAttention } from './is-attended';
import type { Rows } from './rows';
import type { ScrollView } from './scroll-view';
import { isTheirs } from './side';
import { useTimeline } from './timeline-context';
import { unreadCount } from './unread-count';

/** The least time between two of them. */
const everyMilliseconds = 1_000;

/** Marks the conversation as read once its newest message of the other side is really before somebody's eyes. */
export function useAutoRead(rows: Rows, view: ScrollView): void {
  const { client, conversationId, me } = useTimeline();
  const newest = useRef<number>(undefined);
  const look = useRef<() => void>(undefined);
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let last = Number.NEGATIVE_INFINITY;
    const read = () => {
      waiting = undefined;
      if (!isUnread() || !isSeen(view, newest.current)) return;
      last = Date.now();
      // What passes is told later by the client itself; what is refused cannot be helped here.
      client.markRead(conversationId).catch(() => {});
    };
    const isUnread = () => unreadCount(client.store.getSnapshot(), conversationId) > 0;
    look.current = () => {
      if (waiting !== undefined || !isAttended() || !isUnread() || !isSeen(view, newest.current)) return;
      waiting = setTimeout(read, Math.max(0, last + everyMilliseconds - Date.now()));
    };
    const ends = [view.subscribe(look.current), onAttention(look.current)];
    return () => {
      for (const end of ends) end();
      clearTimeout(waiting);
    };
  }, [client, conversationId, view]);
  useEffect(() => {
    newest.current = rows.messages.findLast((message) => isTheirs(message, me))?.seq ?? undefined;
    // Not at once: the row of a new message is about to be measured.
    const frame = requestAnimationFrame(() => look.current?.());
    return () => cancelAnimationFrame(frame);
  }, [rows, me]);
}

/** Its end is in view: of one that is higher than the screen nobody has read what is below. */
function isSeen(view: ScrollView, index: number | undefined): boolean {
  const row = index === undefined ? undefined : view.row(index);
  if (!row || !view.box || !isAttended()) return false;
  const { bottom } = row.getBoundingClientRect();
  return bottom > view.box.top && bottom <= view.box.bottom + 4;
}

import type { ChatMessage } from '@samvad/client';
import type { Profile } from '@samvad/contract';
import { useLayoutEffect, useRef, useState } from 'react';
import { isAttended } from './is-attended';
import type { ScrollView } from './scroll-view';
import { isTheirs } from './side';
import { useTimeline } from './timeline-context';
import { unreadCount } from './unread-count';

/** The `seq` of the oldest of so many unread messages; `isCertain`: there may not be an older one that is not loaded. */
export function firstUnread(messages: readonly ChatMessage[], count: number, me: Profile) {
  let left = count;
  let seq: number | undefined;
  for (let at = messages.length - 1; at >= 0 && left > 0; at -= 1) {
    const message = messages[at] as ChatMessage;
    if (message.seq === null || !isTheirs(message, me)) continue;
    seq = message.seq;
    left -= 1;
  }
  return { seq, isCertain: left === 0 };
}

/**
 * Above which message (its `seq`) the line of new messages is. What comes while nobody looks, or somebody reads further
 * up, gets one as well; it goes with an answer.
 */
export function useUnreadLine(messages: readonly ChatMessage[], initial: number | undefined, view: ScrollView) {
  const { client, conversationId, me } = useTimeline();
  const [line, setLine] = useState(initial);
  const last = useRef(messages.at(-1));
  const lastStored = useRef(lastSeq(messages));
  useLayoutEffect(() => {
    const newest = messages.at(-1);
    const before = last.current;
    if (newest === before) return;
    last.current = newest;
    const known = lastStored.current;
    lastStored.current = lastSeq(messages);
    if (newest?.seq === null && newest.senderId === me.id && newest.clientMessageId !== before?.clientMessageId) {
      setLine(undefined);
      return;
    }
    if (isAttended() && view.sticks) return;
    const arrived = theirsAfter(known, messages, me);
    const first = arrived.at(-1);
    if (!first) return;
    // More unread than have just come: those above the line have not been seen either.
    const seen = unreadCount(client.store.getSnapshot(), conversationId) <= arrived.length;
    setLine((now) => (now === undefined || seen ? (first.seq ?? undefined) : now));
  }, [messages, me, client, conversationId, view]);
  return line;
}

const lastSeq = (messages: readonly ChatMessage[]) => messages.findLast(({ seq }) => seq !== null)?.seq ?? 0;

/** Newest first. */
function theirsAfter(seq: number, messages: readonly ChatMessage[], me: Profile): ChatMessage[] {
  const found: ChatMessage[] = [];
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at] as ChatMessage;
    if (message.seq === null) continue;
    if (message.seq <= seq) break;
    if (isTheirs(message, me)) found.push(message);
  }
  return found;
}

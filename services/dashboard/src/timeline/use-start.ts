import type { OpenConversation } from '@samvad/client';
import type { Profile } from '@samvad/contract';
import { useEffect, useState } from 'react';
import { useClient } from '../session/session-provider';
import { unreadCount } from './unread-count';
import { firstUnread } from './use-unread-line';

interface Start {
  /** The `seq` of the oldest unread message; undefined if there is none. */
  readonly firstUnread: number | undefined;
  /** Grows when the messages begin anew: after an absence too long to be filled. */
  readonly epoch: number;
}

/** Messages that are loaded to find where reading ended; beyond that it begins at the oldest of them. */
const mostSearched = 200;

/** Where to begin, once the messages that takes are here: at the first unread one, else at the bottom. */
export function useStart(
  conversationId: string,
  conversation: OpenConversation | undefined,
  me: Profile,
): Start | undefined {
  const client = useClient();
  const [start, setStart] = useState<Start>();
  const [count, setCount] = useState<number>();
  const [hasFailed, setHasFailed] = useState(false);
  const [oldest, setOldest] = useState<number>();
  const isReady = conversation?.ready === true;
  const messages = conversation?.messages;
  const first = messages?.[0]?.seq ?? undefined;
  // As it was when it was opened: reading makes it 0.
  if (isReady && count === undefined) setCount(unreadCount(client.store.getSnapshot(), conversationId));
  const found = isReady && count !== undefined ? firstUnread(messages ?? [], start ? 0 : count, me) : undefined;
  const isEnough = found?.isCertain || hasFailed || !conversation?.hasOlder || (messages?.length ?? 0) >= mostSearched;
  if (!start && found && isEnough) setStart({ firstUnread: found.seq, epoch: 0 });
  if (first !== oldest) {
    setOldest(first);
    // Only ever older ones come before it, unless everything has begun anew.
    if (start && oldest !== undefined && first !== undefined && first > oldest) {
      setStart({ firstUnread: undefined, epoch: start.epoch + 1 });
    }
  }
  const isSearching = !start && found !== undefined && !isEnough;
  // biome-ignore lint/correctness/useExhaustiveDependencies: again with every page that has not been enough
  useEffect(() => {
    if (isSearching) client.loadOlder(conversationId).catch(() => setHasFailed(true));
  }, [isSearching, first, client, conversationId]);
  return start;
}

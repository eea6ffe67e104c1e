import type { Conversation, ConversationStatus } from '@samvad/client';
import { useMemo } from 'react';
import { keptConversations, useChat } from '../session/session-provider';
import { type Older, useOlderConversations } from './use-older-conversations';

export type StatusFilter = ConversationStatus | 'all';

export interface Rows {
  rows: readonly Conversation[];
  older: Older;
  /** Nothing is missing in `rows`. */
  isComplete: boolean;
}

/** The conversations of a filter, newest first: what the client keeps, live, and older ones as far as asked for. */
export function useRows(filter: StatusFilter): Rows {
  const kept = useChat((state) => state.conversations);
  const status = filter === 'all' ? undefined : filter;
  const shown = useMemo(() => (status ? kept.filter((one) => one.status === status) : kept), [kept, status]);
  const keptIds = useMemo(() => new Set(kept.map(({ _id }) => _id)), [kept]);
  const older = useOlderConversations(status, (id) => keptIds.has(id));
  const rows = useMemo(() => merged(shown, older.conversations, keptIds), [shown, older.conversations, keptIds]);
  return { rows, older, isComplete: kept.length < keptConversations || older.state === 'complete' };
}

/** Both are newest first; where both have one, the client's is the one that lives. */
function merged(
  shown: readonly Conversation[],
  older: readonly Conversation[],
  keptIds: Set<string>,
): readonly Conversation[] {
  if (older.length === 0) return shown;
  const rest = older.filter(({ _id }) => !keptIds.has(_id));
  const seen = new Set<string>();
  const rows: Conversation[] = [];
  for (let i = 0, j = 0; i < shown.length || j < rest.length; ) {
    const [a, b] = [shown[i], rest[j]];
    const takesKept = a !== undefined && (b === undefined || a.updatedAt >= b.updatedAt);
    const next = takesKept ? a : b;
    if (takesKept) i += 1;
    else j += 1;
    // One that moved between two pages comes twice.
    if (next && !seen.has(next._id)) {
      seen.add(next._id);
      rows.push(next);
    }
  }
  return rows;
}

import type { ChatState } from '@samvad/client';

/** How many of the other side's messages the reader has not seen. */
export function unreadCount({ conversations }: ChatState, conversationId: string): number {
  return conversations.find(({ _id }) => _id === conversationId)?.unreadCount ?? 0;
}

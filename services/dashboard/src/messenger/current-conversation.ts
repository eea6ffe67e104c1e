import type { Conversation } from '@samvad/client';

/** The one that is going on: a customer has at most one. */
export function currentConversation(conversations: readonly Conversation[]): Conversation | undefined {
  return conversations.find(isGoingOn);
}

export const isGoingOn = ({ status }: Conversation) => status === 'open' || status === 'pending';

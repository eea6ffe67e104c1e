import type { ChatMessage } from '@samvad/client';
import type { Profile } from '@samvad/contract';

/** Whether a message is of the reader's side: to an agent those of all agents, to a customer its own. */
export function isOurs({ sender }: ChatMessage, me: Profile): boolean {
  return (sender.role === 'User') === (me.role === 'User');
}

/** Whether the other side has written it: it counts as unread until it has been seen. */
export function isTheirs(message: ChatMessage, me: Profile): boolean {
  return message.messageType !== 'system' && !isOurs(message, me);
}

import { useChat } from '../session/session-provider';

/** How many messages wait to be sent. Those that were refused wait for somebody, not for the network. */
export function useWaitingCount(): number {
  return useChat(({ outbox }) => outbox.filter(({ state }) => state !== 'failed').length);
}

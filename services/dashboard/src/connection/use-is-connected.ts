import { useChat } from '../session/session-provider';

/** Whether what the server tells arrives here; without it presence is what was known last. */
export function useIsConnected(): boolean {
  return useChat(({ connection }) => connection.status === 'online' || connection.status === 'syncing');
}

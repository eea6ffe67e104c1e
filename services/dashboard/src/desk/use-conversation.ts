import type { Conversation } from '@samvad/client';
import { useChat } from '../session/session-provider';

export function useConversation(id: string): Conversation | undefined {
  return useChat((state) => state.conversations.find(({ _id }) => _id === id));
}

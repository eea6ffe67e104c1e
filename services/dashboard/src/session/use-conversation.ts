import type { Conversation } from '@samvad/client';
import { useChat } from './session-provider';

/** A conversation as the state has it; undefined when it is not in it. */
export function useConversation(id: string | undefined): Conversation | undefined {
  return useChat((state) => state.conversations.find(({ _id }) => _id === id));
}

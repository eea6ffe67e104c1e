import type { ChatMessage, ChatState } from '@samvad/client';

/** The latest message of another agent or admin after what had been seen. */
export function colleagueAnswer(
  messages: readonly ChatMessage[],
  myId: string,
  seenSeq: number,
): ChatMessage | undefined {
  // From the end: it is asked at every message, and there may be thousands.
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (!message || message.seq === null) continue;
    if (message.seq <= seenSeq) return undefined;
    const isColleague = message.sender.role !== 'User' && message.senderId !== myId;
    if (isColleague && message.messageType !== 'system') return message;
  }
  return undefined;
}

/** The newest `seq` that is before the reader; undefined while the conversation is not loaded. */
export function headSeq({ open }: ChatState, conversationId: string): number | undefined {
  const conversation = open[conversationId];
  if (!conversation?.ready) return undefined;
  const { messages } = conversation;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const seq = messages[index]?.seq;
    if (typeof seq === 'number') return seq;
  }
  return 0;
}

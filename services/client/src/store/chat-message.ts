import type { Message, Profile } from '@samvad/contract';
import type { ChatMessage, MessageState, OutboxEntry } from './chat-state.js';

/** A message that the server has stored. */
export type StoredMessage = ChatMessage & { readonly _id: string; readonly seq: number };

export function fromServer(message: Message): StoredMessage {
  return { ...message, state: stateOf(message), error: null };
}

export const stateOf = ({ isRead, isDelivered }: Pick<Message, 'isRead' | 'isDelivered'>): MessageState =>
  isRead ? 'read' : isDelivered ? 'delivered' : 'sent';

/** What a screen shows of a message that is still here. */
export function fromOutbox(entry: OutboxEntry, me: Profile): ChatMessage {
  return {
    _id: null,
    conversationId: entry.conversationId,
    seq: null,
    senderId: me.id,
    sender: me,
    messageType: entry.messageType,
    content: entry.content,
    mediaId: entry.media,
    clientMessageId: entry.id,
    isRead: false,
    readAt: null,
    isDelivered: false,
    deliveredAt: null,
    createdAt: entry.createdAt,
    state: entry.state,
    error: entry.error,
    ...(entry.file ? { file: entry.file } : {}),
    ...(entry.upload ? { upload: entry.upload } : {}),
  };
}

import type { Media, Message, MessageType, Profile } from '@samvad/contract';
import { messageId } from '../ids.js';

/** A row of `messages` with the times the other side has read and received it. */
export interface MessageRow {
  conversation_id: string;
  seq: number;
  sender_id: string;
  type: MessageType;
  content: string;
  media_id: string | null;
  client_message_id: string | null;
  created_at: Date;
  read_at: Date | null;
  delivered_at: Date | null;
}

/** Selects `MessageRow`s from messages `m`: a message is read at the first receipt of the other side that reaches it. */
export const messageColumns = `m.conversation_id, m.seq, m.sender_id, m.type, m.content, m.media_id, m.client_message_id, m.created_at,
  (select r.at from receipts r where r.conversation_id = m.conversation_id and r.by_customer = not m.from_customer
    and r.kind = 'read' and r.up_to_seq >= m.seq order by r.up_to_seq limit 1) as read_at,
  (select r.at from receipts r where r.conversation_id = m.conversation_id and r.by_customer = not m.from_customer
    and r.kind = 'delivered' and r.up_to_seq >= m.seq order by r.up_to_seq limit 1) as delivered_at`;

export function toMessage(row: MessageRow, sender: Profile | undefined, media: Media | null): Message {
  return {
    _id: messageId(row.conversation_id, row.seq),
    conversationId: row.conversation_id,
    seq: row.seq,
    senderId: row.sender_id,
    sender: sender ?? goneProfile(row.sender_id),
    messageType: row.type,
    content: row.content,
    mediaId: media,
    clientMessageId: row.client_message_id,
    isRead: row.read_at !== null,
    readAt: row.read_at?.toISOString() ?? null,
    isDelivered: row.delivered_at !== null,
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

/** Messages outlive accounts. */
function goneProfile(id: string): Profile {
  return { id, name: '', role: 'User', avatarUrl: null, isOnline: false, lastSeen: null };
}

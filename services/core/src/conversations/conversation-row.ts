import type { Conversation, ConversationStatus, MessageType, Profile } from '@samvad/contract';
import type { MediaLibrary, MessageMedia } from '../media/media-library.js';
import { type MessageRow, messageColumns, toMessage } from '../messages/message-row.js';
import type { Actor } from '../people/actor.js';
import type { Profiles } from '../people/profiles.js';

export interface ConversationRow {
  id: string;
  customer_id: string;
  assigned_support_id: string | null;
  status: ConversationStatus;
  subject: string | null;
  last_seq: number;
  customer_seq: number;
  created_at: Date;
  updated_at: Date;
  /** How many messages of the other side the viewer has read. */
  read_others: number;
  m_sender_id: string | null;
  m_type: MessageType;
  m_content: string;
  m_media_id: string | null;
  m_client_message_id: string | null;
  m_created_at: Date;
  m_read_at: Date | null;
  m_delivered_at: Date | null;
}

/** Selects `ConversationRow`s of `page`, a set of conversations, as the viewer `$1` sees them. */
export const conversationColumns = `c.id, c.customer_id, c.assigned_support_id, c.status, c.subject, c.last_seq,
  c.customer_seq, c.created_at, c.updated_at, coalesce(p.read_others, 0) as read_others, l.sender_id as m_sender_id,
  l.type as m_type, l.content as m_content, l.media_id as m_media_id, l.client_message_id as m_client_message_id, l.created_at as m_created_at,
  l.read_at as m_read_at, l.delivered_at as m_delivered_at`;

/** What the columns are taken from, beside `page c`. */
export const conversationJoins = `
  left join participants p on p.conversation_id = c.id and p.user_id = $1
  left join lateral (
    select ${messageColumns} from messages m where m.conversation_id = c.id and m.seq = c.last_seq
  ) l on true`;

export async function toConversations(
  rows: ConversationRow[],
  viewer: Actor,
  profiles: Profiles,
  library: MediaLibrary,
): Promise<Conversation[]> {
  const ids = rows.flatMap((row) => [row.customer_id, row.assigned_support_id, row.m_sender_id]);
  const [people, media] = await Promise.all([
    profiles.profiles(
      ids.filter((id) => id !== null),
      viewer,
    ),
    library.ofMessages(rows.map(lastMessageRow)),
  ]);
  return rows.map((row) => toConversation(row, viewer, people, media));
}

function toConversation(
  row: ConversationRow,
  viewer: Actor,
  people: Map<string, Profile>,
  media: MessageMedia,
): Conversation {
  const last = lastMessageRow(row);
  const others = viewer.role === 'User' ? row.last_seq - row.customer_seq : row.customer_seq;
  return {
    _id: row.id,
    user: people.get(row.customer_id) as Profile,
    assignedSupportId: row.assigned_support_id,
    support: (row.assigned_support_id && people.get(row.assigned_support_id)) || null,
    status: row.status,
    subject: row.subject,
    lastMessage: row.m_sender_id === null ? null : toMessage(last, people.get(row.m_sender_id), media.get(last)),
    lastSeq: row.last_seq,
    unreadCount: Math.max(0, others - row.read_others),
    readCount: row.read_others,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function lastMessageRow(row: ConversationRow): MessageRow {
  return {
    conversation_id: row.id,
    seq: row.last_seq,
    sender_id: row.m_sender_id as string,
    type: row.m_type,
    content: row.m_content,
    media_id: row.m_media_id,
    client_message_id: row.m_client_message_id,
    created_at: row.m_created_at,
    read_at: row.m_read_at,
    delivered_at: row.m_delivered_at,
  };
}

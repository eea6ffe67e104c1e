import type { ConversationStatus, MessageType, Role } from '@samvad/contract';
import type { Generated } from 'kysely';

/** The tables as Kysely sees them. What each column is for stands beside its `create table` in `migrations/`. */
export interface Tables {
  users: {
    id: string;
    phone: string;
    name: string;
    role: Role;
    password_hash: string;
    avatar_url: string | null;
    last_seen_at: Date | null;
    deactivated_at: Date | null;
    created_at: Generated<Date>;
  };
  sessions: {
    id: string;
    user_id: string;
    generation: Generated<number>;
    rotated_at: Generated<Date>;
    created_at: Generated<Date>;
    expires_at: Date;
    revoked_at: Date | null;
  };
  revocations: {
    id: Generated<string>;
    kind: 'session' | 'user' | 'assignment';
    subject_id: string;
    user_id: string;
    revoked_at: Generated<Date>;
  };
  conversations: {
    id: string;
    customer_id: string;
    assigned_support_id: string | null;
    status: Generated<ConversationStatus>;
    subject: string | null;
    last_seq: Generated<number>;
    customer_seq: Generated<number>;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
    activity_bucket: Generated<number>;
  };
  messages: {
    conversation_id: string;
    seq: number;
    customer_seq: number;
    from_customer: boolean;
    sender_id: string;
    type: MessageType;
    content: string;
    media_id: string | null;
    client_message_id: string | null;
    created_at: Date;
  };
  participants: {
    conversation_id: string;
    user_id: string;
    read_seq: Generated<number>;
    read_others: Generated<number>;
    delivered_seq: Generated<number>;
  };
  receipts: {
    conversation_id: string;
    by_customer: boolean;
    kind: 'read' | 'delivered';
    up_to_seq: number;
    at: Date;
  };
}

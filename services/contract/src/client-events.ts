import Type, { type Static, type TSchema } from 'typebox';
import { MarkedRead } from './conversations.js';
import type { ErrorCode } from './errors.js';
import { Message, SendMessage } from './messages.js';
import { Viewers } from './people.js';
import { Id, nullable, Seq, Timestamp } from './scalars.js';

/** How many conversations one `sync` may ask for. */
export const maxSyncConversations = 500;
/** How many missed messages one conversation's answer to join or sync holds; `hasMore` says there are others. */
export const maxMissed = 100;

const OfConversation = Type.Object({ conversationId: Id });

/** How far the other side has got: what `isDelivered` and `isRead` of one's own messages follow from. */
export const Receipts = Type.Object({
  deliveredUpToSeq: Seq,
  deliveredAt: nullable(Timestamp),
  readUpToSeq: Seq,
  readAt: nullable(Timestamp),
});
export type Receipts = Static<typeof Receipts>;

const Joined = Type.Object({
  conversationId: Id,
  lastSeq: Seq,
  missed: Type.Array(Message, { description: 'The messages after `afterSeq`, oldest first' }),
  hasMore: Type.Boolean({ description: 'There are messages after the last of `missed`' }),
  receipts: Type.Optional(Receipts),
  viewers: Type.Optional(Viewers),
});
export type Joined = Static<typeof Joined>;

const Synced = Type.Object({
  conversations: Type.Record(
    Type.String(),
    Type.Object({
      lastSeq: Seq,
      missed: Type.Array(Message),
      hasMore: Type.Boolean(),
      receipts: Type.Optional(Receipts),
    }),
  ),
  unread: Type.Record(Type.String(), Type.Integer(), {
    description:
      'Unread count of each conversation asked for, and of every other one of yours that has unread messages',
  }),
  unreadTotal: Type.Integer(),
});
export type Synced = Static<typeof Synced>;

const event = <P extends TSchema, A extends TSchema>(payload: P, answer: A) => ({ payload, answer });

/** Everything a client may send: its payload, and the `data` of the acknowledgement. */
export const clientEvents = {
  'conversation:join': event(Type.Object({ conversationId: Id, afterSeq: Type.Optional(Seq) }), Joined),
  'conversation:leave': event(OfConversation, OfConversation),
  'conversation:mark-all-read': event(OfConversation, MarkedRead),
  'message:send': event(SendMessage, Message),
  'message:read': event(Type.Object({ conversationId: Id, messageId: Id }), MarkedRead),
  'message:delivered': event(
    Type.Object({ conversationId: Id, seq: Seq }),
    Type.Object({ conversationId: Id, upToSeq: Seq }),
  ),
  'typing:start': event(OfConversation, OfConversation),
  'typing:stop': event(OfConversation, OfConversation),
  sync: event(
    Type.Object({
      conversations: Type.Record(Type.String(), Seq, { description: 'The last `seq` the client has, by conversation' }),
    }),
    Synced,
  ),
  'auth:refresh': event(
    Type.Object({ token: Type.String({ minLength: 1, maxLength: 4096 }) }),
    Type.Object({ expiresIn: Type.Integer({ description: 'Seconds until the new token expires' }) }),
  ),
} as const;

export type ClientEvent = keyof typeof clientEvents;
export type ClientPayload<E extends ClientEvent> = Static<(typeof clientEvents)[E]['payload']>;
export type ClientAnswer<E extends ClientEvent> = Static<(typeof clientEvents)[E]['answer']>;

export type Ack<T> = { ok: true; data: T } | { ok: false; error: { code: ErrorCode; message: string } };

/** The event map that types `socket.on` on a server and `socket.emit` on a client. */
export type ClientToServerEvents = {
  [E in ClientEvent]: (payload: ClientPayload<E>, ack?: (answer: Ack<ClientAnswer<E>>) => void) => void;
};

import Type, { type Static, type TSchema } from 'typebox';
import { MarkedRead } from './conversations.js';
import type { ErrorCode } from './errors.js';
import { Message, SendMessage } from './messages.js';
import { Viewers } from './people.js';
import { described, Id, nullable, Seq, Timestamp } from './scalars.js';

/** How many conversations one `sync` may ask for. */
export const maxSyncConversations = 500;
/** How many missed messages one conversation's answer to join or sync holds; `hasMore` says there are others. */
export const maxMissed = 100;

const OfConversation = Type.Object({ conversationId: described(Id, 'The conversation') });

/** How far the other side has got: what `isDelivered` and `isRead` of one's own messages follow from. */
export const Receipts = Type.Object(
  {
    deliveredUpToSeq: described(Seq, 'The other side has received everything up to this `seq`'),
    deliveredAt: nullable(Timestamp, { description: 'Since when; null: nothing yet' }),
    readUpToSeq: described(Seq, 'The other side has read everything up to this `seq`'),
    readAt: nullable(Timestamp, { description: 'Since when; null: nothing yet' }),
  },
  { description: 'How far the other side has got' },
);
export type Receipts = Static<typeof Receipts>;

export const Joined = Type.Object({
  conversationId: described(Id, 'The conversation'),
  lastSeq: described(Seq, 'The newest message there is'),
  missed: Type.Array(Message, { description: 'The messages after `afterSeq`, oldest first' }),
  hasMore: Type.Boolean({ description: 'There are messages after the last of `missed`' }),
  receipts: Type.Optional(Receipts),
  viewers: Type.Optional(Viewers),
});
export type Joined = Static<typeof Joined>;

export const Synced = Type.Object({
  conversations: Type.Record(
    Type.String(),
    Type.Object({
      lastSeq: described(Seq, 'The newest message there is'),
      missed: Type.Array(Message, { description: 'The messages after the `seq` you have, oldest first' }),
      hasMore: Type.Boolean({ description: 'There are messages after the last of `missed`' }),
      receipts: Type.Optional(Receipts),
    }),
    { description: 'What is newer in each conversation, by its id; one that you may not see is left out' },
  ),
  unread: Type.Record(Type.String(), Type.Integer(), {
    description:
      'Unread count of each conversation asked for, and of every other one of yours that has unread messages',
  }),
  unreadTotal: Type.Integer({ description: 'The sum of all of your unread messages' }),
});
export type Synced = Static<typeof Synced>;

const event = <P extends TSchema, A extends TSchema>(payload: P, answer: A) => ({ payload, answer });

/** Everything a client may send: its payload, and the `data` of the acknowledgement. */
export const clientEvents = {
  'conversation:join': event(
    Type.Object({
      ...OfConversation.properties,
      afterSeq: Type.Optional(described(Seq, 'The newest message you have: those after it come in `missed`')),
    }),
    Joined,
  ),
  'conversation:leave': event(OfConversation, OfConversation),
  'conversation:mark-all-read': event(OfConversation, MarkedRead),
  'message:send': event(SendMessage, Message),
  'message:read': event(
    Type.Object({
      ...OfConversation.properties,
      messageId: described(Id, 'The last message that was read'),
    }),
    MarkedRead,
  ),
  'message:delivered': event(
    Type.Object({
      ...OfConversation.properties,
      seq: described(Seq, 'The newest message that has arrived on this device'),
    }),
    Type.Object({
      ...OfConversation.properties,
      upToSeq: described(Seq, 'What counts as received now: never less than before'),
    }),
  ),
  'typing:start': event(OfConversation, OfConversation),
  'typing:stop': event(OfConversation, OfConversation),
  sync: event(
    Type.Object({
      conversations: Type.Record(Type.String(), Seq, {
        description: 'The newest `seq` you have (0: none), by id of the conversation; up to 500 of them',
      }),
    }),
    Synced,
  ),
  'auth:refresh': event(
    Type.Object({
      token: Type.String({ minLength: 1, maxLength: 4096, description: 'A newer access token of the same person' }),
    }),
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

import Type, { type Static } from 'typebox';
import { Receipts } from './client-events.js';
import { Conversation } from './conversations.js';
import { Media } from './media.js';
import { Message } from './messages.js';
import { Profile, Viewers } from './people.js';
import { Id, Seq, Timestamp } from './scalars.js';
import { unreadFields } from './unread.js';

const Typing = Type.Object({ conversationId: Id, userId: Id, userName: Type.String() });

/** Everything a server may send besides acknowledgements. */
export const serverEvents = {
  'conversation:joined': Type.Object({
    conversationId: Id,
    lastSeq: Seq,
    missed: Type.Array(Message),
    hasMore: Type.Boolean(),
    receipts: Type.Optional(Receipts),
    viewers: Type.Optional(Viewers),
  }),
  'conversation:updated': Conversation,
  'message:sent': Message,
  'message:new': Message,
  'message:read': Type.Object({ conversationId: Id, userId: Id, upToSeq: Seq, readAt: Timestamp }),
  'message:delivered': Type.Object({ conversationId: Id, userId: Id, upToSeq: Seq, deliveredAt: Timestamp }),
  'notification:new-message': Type.Object({
    conversationId: Id,
    message: Message,
    sender: Profile,
    ...unreadFields,
  }),
  'unread:update': Type.Object({ conversationId: Id, ...unreadFields }),
  'typing:user-typing': Typing,
  'typing:user-stopped': Typing,
  'conversation:viewers': Type.Object({ conversationId: Id, viewers: Viewers }),
  'user:online': Type.Object({ userId: Id }),
  'user:offline': Type.Object({ userId: Id, lastSeen: Timestamp }),
  'media:updated': Media,
  'auth:expired': Type.Object({ code: Type.String(), message: Type.String() }),
  'chat:error': Type.Object({ event: Type.String(), code: Type.String(), message: Type.String() }),
} as const;

export type ServerEvent = keyof typeof serverEvents;
export type ServerPayload<E extends ServerEvent> = Static<(typeof serverEvents)[E]>;
export type ServerToClientEvents = { [E in ServerEvent]: (payload: ServerPayload<E>) => void };

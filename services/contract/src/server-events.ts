import Type, { type Static } from 'typebox';
import { Joined } from './client-events.js';
import { Conversation } from './conversations.js';
import { Media } from './media.js';
import { Message } from './messages.js';
import { Profile, Viewers } from './people.js';
import { described, Id, Seq, Timestamp } from './scalars.js';
import { unreadFields } from './unread.js';

const conversationId = described(Id, 'The conversation');
const who = (description: string) => described(Id, description);

const Typing = Type.Object({
  conversationId,
  userId: who('Who types'),
  userName: Type.String({ description: "The typist's name" }),
});

/** Everything a server may send besides acknowledgements. */
export const serverEvents = {
  'conversation:joined': Joined,
  'conversation:updated': Conversation,
  'message:sent': Message,
  'message:new': Message,
  'message:read': Type.Object({
    conversationId,
    userId: who('Who has read'),
    upToSeq: described(Seq, 'Everything up to this `seq` is read'),
    readAt: described(Timestamp, 'When (ISO 8601, UTC)'),
  }),
  'message:delivered': Type.Object({
    conversationId,
    userId: who('Whose device has received'),
    upToSeq: described(Seq, 'Everything up to this `seq` has arrived'),
    deliveredAt: described(Timestamp, 'When (ISO 8601, UTC)'),
  }),
  'notification:new-message': Type.Object({
    conversationId,
    message: described(Message, 'The message'),
    sender: described(Profile, 'Who wrote it'),
    ...unreadFields,
  }),
  'unread:update': Type.Object({ conversationId, ...unreadFields }),
  'typing:user-typing': Typing,
  'typing:user-stopped': Typing,
  'conversation:viewers': Type.Object({ conversationId, viewers: Viewers }),
  'user:online': Type.Object({ userId: who('Who has come') }),
  'user:offline': Type.Object({
    userId: who('Who has gone'),
    lastSeen: described(Timestamp, 'When the last device went (ISO 8601, UTC)'),
  }),
  'media:updated': Media,
  'auth:expired': Type.Object({
    code: Type.String({ description: '`TOKEN_EXPIRED`: refresh and connect again. `UNAUTHORIZED`: sign in again' }),
    message: Type.String({ description: 'For people' }),
  }),
  'chat:error': Type.Object({
    event: Type.String({ description: 'The event that was refused' }),
    code: Type.String({ description: 'SCREAMING_SNAKE, stable: what the acknowledgement would have carried' }),
    message: Type.String({ description: 'For people' }),
  }),
} as const;

export type ServerEvent = keyof typeof serverEvents;
export type ServerPayload<E extends ServerEvent> = Static<(typeof serverEvents)[E]>;
export type ServerToClientEvents = { [E in ServerEvent]: (payload: ServerPayload<E>) => void };

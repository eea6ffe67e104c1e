import Type, { type Static } from 'typebox';
import { Media } from './media.js';
import { Profile } from './people.js';
import { Id, nullable, Seq, Timestamp } from './scalars.js';

/** Characters are Unicode code points. */
export const maxContentLength = 4000;
export const maxClientMessageIdLength = 64;

export const sendableTypes = ['text', 'image', 'video', 'audio', 'file'] as const;
export const messageTypes = [...sendableTypes, 'system'] as const;
export type MessageType = (typeof messageTypes)[number];

export const Message = Type.Object({
  _id: Id,
  conversationId: Id,
  seq: Type.Integer({ minimum: 1, description: 'Dense, in commit order, the same for every reader' }),
  senderId: Id,
  sender: Profile,
  messageType: Type.Enum(messageTypes),
  content: Type.String(),
  mediaId: nullable(Media),
  clientMessageId: nullable(Type.String()),
  isRead: Type.Boolean({ description: 'Read by the other side' }),
  readAt: nullable(Timestamp),
  isDelivered: Type.Boolean({ description: 'Received on a device of the other side' }),
  deliveredAt: nullable(Timestamp),
  createdAt: Timestamp,
});
export type Message = Static<typeof Message>;

const sendFields = {
  messageType: Type.Enum(sendableTypes, { description: 'What a client may send' }),
  content: Type.Optional(
    nullable(Type.String({ description: '1 to 4,000 characters; a caption where `mediaId` is given' })),
  ),
  mediaId: Type.Optional(nullable(Id)),
  clientMessageId: Type.Optional(
    nullable(
      Type.String({
        minLength: 1,
        description: 'Up to 64 characters. The same id from the same sender answers with the message stored first',
      }),
    ),
  ),
  unlessAnsweredAfter: Type.Optional({
    ...Seq,
    description:
      'Agents and admins: refused with `ALREADY_ANSWERED` if another agent or admin has written after this `seq`',
  }),
};

export const SendMessageBody = Type.Object(sendFields);
export const SendMessage = Type.Object({ conversationId: Id, ...sendFields });
export type SendMessage = Static<typeof SendMessage>;

const Limit = Type.Integer({ minimum: 1, maximum: 200, default: 50 });

export const MessagesQuery = Type.Object({
  limit: Type.Optional(Limit),
  before: Type.Optional(Seq),
  after: Type.Optional(Seq),
});

export const MessagesAnswer = Type.Object({
  data: Type.Array(Message, { description: 'Ascending `seq`' }),
  pagination: Type.Object({
    limit: Type.Integer(),
    hasMore: Type.Boolean({ description: 'More in the direction of reading: older, or newer with `after`' }),
    oldestSeq: nullable(Type.Integer()),
    newestSeq: nullable(Type.Integer()),
  }),
});
export type MessagesAnswer = Static<typeof MessagesAnswer>;

export const MessageAnswer = Type.Object({ data: Message });

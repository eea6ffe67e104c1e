import Type, { type Static } from 'typebox';
import { Media } from './media.js';
import { Profile } from './people.js';
import { described, Id, nullable, Seq, Timestamp } from './scalars.js';

/** Characters are Unicode code points. */
export const maxContentLength = 4000;
export const maxClientMessageIdLength = 64;

export const sendableTypes = ['text', 'image', 'video', 'audio', 'file'] as const;
export const messageTypes = [...sendableTypes, 'system'] as const;
export type MessageType = (typeof messageTypes)[number];

export const Message = Type.Object({
  _id: Id,
  conversationId: described(Id, 'The conversation'),
  seq: Type.Integer({ minimum: 1, description: 'Dense, in commit order, the same for every reader' }),
  senderId: described(Id, 'Who wrote it'),
  sender: described(Profile, 'The same person, populated'),
  messageType: Type.Enum(messageTypes, { description: '`system` is written by the server, the others by people' }),
  content: Type.String({ description: 'The text, or the caption of a media; empty for a media without one' }),
  mediaId: nullable(Media, { description: 'The media itself, populated; null for a text' }),
  clientMessageId: nullable(Type.String(), { description: 'What its sender called it; null when that said nothing' }),
  isRead: Type.Boolean({ description: 'Read by the other side' }),
  readAt: nullable(Timestamp, { description: 'When it was read; null before' }),
  isDelivered: Type.Boolean({ description: 'Received on a device of the other side' }),
  deliveredAt: nullable(Timestamp, { description: 'When it was received; null before' }),
  createdAt: described(Timestamp, 'When it was stored (ISO 8601, UTC)'),
});
export type Message = Static<typeof Message>;

const sendFields = {
  messageType: Type.Enum(sendableTypes, { description: 'What a client may send' }),
  content: Type.Optional(
    nullable(Type.String(), { description: '1 to 4,000 characters; a caption where `mediaId` is given' }),
  ),
  mediaId: Type.Optional(nullable(Id, { description: 'An upload of your own, of the type `messageType` says' })),
  clientMessageId: Type.Optional(
    nullable(Type.String({ minLength: 1 }), {
      description: 'Up to 64 characters. The same id from the same sender answers with the message stored first',
    }),
  ),
  unlessAnsweredAfter: Type.Optional(
    described(
      Seq,
      'Agents and admins: refused with `ALREADY_ANSWERED` if another agent or admin has written after this `seq`',
    ),
  ),
};

export const SendMessageBody = Type.Object(sendFields);
export const SendMessage = Type.Object({
  conversationId: described(Id, 'Where to'),
  ...sendFields,
});
export type SendMessage = Static<typeof SendMessage>;

const Limit = Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Messages on a page' });

export const MessagesQuery = Type.Object({
  limit: Type.Optional(Limit),
  before: Type.Optional(described(Seq, 'The page that ends before this `seq`; not together with `after`')),
  after: Type.Optional(described(Seq, 'The page that begins after this `seq`')),
});

export const MessagesAnswer = Type.Object({
  data: Type.Array(Message, { description: 'Ascending `seq`' }),
  pagination: Type.Object(
    {
      limit: Type.Integer({ description: 'How many were asked for, at most' }),
      hasMore: Type.Boolean({ description: 'More in the direction of reading: older, or newer with `after`' }),
      oldestSeq: nullable(Type.Integer(), { description: '`before` of the next older page; null on an empty page' }),
      newestSeq: nullable(Type.Integer(), { description: '`after` of the next newer page; null on an empty page' }),
    },
    { description: 'Where this page begins and ends' },
  ),
});
export type MessagesAnswer = Static<typeof MessagesAnswer>;

export const MessageAnswer = Type.Object({ data: described(Message, 'The message as it is stored') });

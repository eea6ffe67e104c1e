import Type, { type Static } from 'typebox';
import { Message } from './messages.js';
import { Profile } from './people.js';
import { CursorPagination, described, Id, nullable, Seq, Timestamp } from './scalars.js';
import { unreadFields } from './unread.js';

export const statuses = ['open', 'pending', 'resolved', 'closed'] as const;
export type ConversationStatus = (typeof statuses)[number];
const Status = Type.Enum(statuses, {
  description:
    '`open`, `pending` (waiting for the customer), `resolved` or `closed`; a new message makes it `open` again',
});

export const Conversation = Type.Object({
  _id: Id,
  user: described(Profile, 'The customer'),
  assignedSupportId: nullable(Id, { description: 'The agent who answers; null while there is none' }),
  support: nullable(Profile, { description: 'The same agent, populated' }),
  status: Status,
  subject: nullable(Type.String(), { description: 'What it is about, in the words of the customer' }),
  lastMessage: nullable(Message, { description: 'The newest message; null before the first' }),
  ...unreadFields,
  createdAt: described(Timestamp, 'When it was opened (ISO 8601, UTC)'),
  updatedAt: described(Timestamp, 'The last message, assignment or change of status (ISO 8601, UTC)'),
});
export type Conversation = Static<typeof Conversation>;

export const ConversationsQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Conversations on a page' })),
  cursor: Type.Optional(Type.String({ maxLength: 256, description: '`nextCursor` of the page before' })),
  status: Type.Optional(described(Status, 'Only those with this status')),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Searches names, subjects and message text' })),
  userId: Type.Optional(described(Id, "Only this customer's; agents and admins, ignored for customers")),
  assignedSupportId: Type.Optional(
    described(Id, "Only this agent's; `none` for those without an agent. Agents and admins, ignored for customers"),
  ),
});

export const ConversationsAnswer = Type.Object({
  data: Type.Array(Conversation, { description: 'Newest `updatedAt` first' }),
  pagination: CursorPagination,
});
export type ConversationsAnswer = Static<typeof ConversationsAnswer>;

export const ConversationAnswer = Type.Object({ data: described(Conversation, 'The conversation') });

export const OpenConversationBody = Type.Object({
  subject: Type.Optional(nullable(Type.String({ maxLength: 200 }), { description: 'What it is about' })),
  message: Type.Optional(nullable(Type.String(), { description: 'The first message: text of 1 to 4,000 characters' })),
  clientMessageId: Type.Optional(
    nullable(Type.String({ minLength: 1 }), { description: "The first message's `clientMessageId`" }),
  ),
});

export const UpdateConversationBody = Type.Object({
  status: Type.Optional(Status),
  assignedSupportId: Type.Optional(
    nullable(Id, { description: 'An agent or admin; null takes the conversation from its agent' }),
  ),
});

export const MarkReadBody = Type.Object({
  upToSeq: Type.Optional(described(Seq, 'The last message that was read; left out, everything up to now')),
});

export const MarkedRead = Type.Object({
  conversationId: described(Id, 'The conversation'),
  upToSeq: described(Seq, 'How far it is read now: never less than before'),
  ...unreadFields,
});
export type MarkedRead = Static<typeof MarkedRead>;

export const MarkReadAnswer = Type.Object({ data: described(MarkedRead, 'What is unread now') });

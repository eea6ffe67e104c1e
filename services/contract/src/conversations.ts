import Type, { type Static } from 'typebox';
import { Message } from './messages.js';
import { Profile } from './people.js';
import { Id, nullable, Seq, Timestamp } from './scalars.js';
import { unreadFields } from './unread.js';

export const statuses = ['open', 'pending', 'resolved', 'closed'] as const;
export type ConversationStatus = (typeof statuses)[number];
const Status = Type.Enum(statuses);

export const Conversation = Type.Object({
  _id: Id,
  user: Profile,
  assignedSupportId: nullable(Id),
  support: nullable(Profile),
  status: Status,
  subject: nullable(Type.String()),
  lastMessage: nullable(Message),
  ...unreadFields,
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Conversation = Static<typeof Conversation>;

export const ConversationsQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 256, description: '`nextCursor` of the page before' })),
  status: Type.Optional(Status),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Searches names, subjects and message text' })),
  userId: Type.Optional({ ...Id, description: "Only this customer's; agents and admins, ignored for customers" }),
  assignedSupportId: Type.Optional({
    ...Id,
    description: "Only this agent's; `none` for those without an agent. Agents and admins, ignored for customers",
  }),
});

export const ConversationsAnswer = Type.Object({
  data: Type.Array(Conversation, { description: 'Newest `updatedAt` first' }),
  pagination: Type.Object({
    limit: Type.Integer(),
    hasMore: Type.Boolean(),
    nextCursor: nullable(Type.String()),
  }),
});
export type ConversationsAnswer = Static<typeof ConversationsAnswer>;

export const ConversationAnswer = Type.Object({ data: Conversation });

export const OpenConversationBody = Type.Object({
  subject: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
  message: Type.Optional(nullable(Type.String({ description: 'The first message: text of 1 to 4,000 characters' }))),
  clientMessageId: Type.Optional(nullable(Type.String({ minLength: 1, description: "The first message's" }))),
});

export const UpdateConversationBody = Type.Object({
  status: Type.Optional(Status),
  assignedSupportId: Type.Optional(nullable(Id)),
});

export const MarkReadBody = Type.Object({ upToSeq: Type.Optional(Seq) });

export const MarkedRead = Type.Object({ conversationId: Id, upToSeq: Seq, ...unreadFields });
export type MarkedRead = Static<typeof MarkedRead>;

export const MarkReadAnswer = Type.Object({ data: MarkedRead });

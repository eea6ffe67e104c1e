import {
  anything,
  byId,
  code,
  flag,
  id,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  text,
  time,
  whole,
} from './shape.js';

/** The contract's objects, as its page describes them and no closer. */
export const profile = object({
  id,
  name: text,
  role: oneOf('User', 'Support', 'Admin'),
  avatarUrl: nullable(text),
  isOnline: flag,
  lastSeen: nullable(time),
  phone: optional(text),
});

export const signedIn = object({ token: text, refreshToken: text, expiresIn: whole(1), user: profile });

export const media = object({
  _id: id,
  name: text,
  type: oneOf('image', 'video', 'audio', 'file'),
  url: nullable(text),
  format: text,
  size: whole(),
  width: nullable(whole(1)),
  height: nullable(whole(1)),
  durationMs: nullable(whole()),
  thumbnailUrl: nullable(text),
  previewHash: nullable(text),
  waveform: nullable(list(anything)),
  status: oneOf('processing', 'ready', 'failed'),
});

export const message = object({
  _id: id,
  conversationId: id,
  seq: whole(1),
  senderId: id,
  sender: profile,
  messageType: oneOf('text', 'image', 'video', 'audio', 'file', 'system'),
  content: text,
  mediaId: nullable(media),
  clientMessageId: nullable(text),
  isRead: flag,
  readAt: nullable(time),
  isDelivered: flag,
  deliveredAt: nullable(time),
  createdAt: time,
});

export const conversation = object({
  _id: id,
  user: profile,
  assignedSupportId: nullable(id),
  support: nullable(profile),
  status: oneOf('open', 'pending', 'resolved', 'closed'),
  subject: nullable(text),
  lastMessage: nullable(message),
  lastSeq: whole(),
  unreadCount: whole(),
  createdAt: time,
  updatedAt: time,
});

export const restError = object({ statusCode: whole(400), code, error: text, message: text, requestId: text });
export const messagePage = object({
  data: list(message),
  pagination: object({ limit: whole(1), hasMore: flag, oldestSeq: nullable(whole(1)), newestSeq: nullable(whole(1)) }),
});
export const conversationPage = object({
  data: list(conversation),
  pagination: object({ limit: whole(1), hasMore: flag, nextCursor: nullable(text) }),
});

const joined = object({ conversationId: id, lastSeq: whole(), missed: list(message), hasMore: flag });
const typing = object({ conversationId: id, userId: id, userName: text });

/** What a server sends by itself. */
export const serverEvents: Record<string, Shape> = {
  'conversation:joined': joined,
  'conversation:updated': conversation,
  'message:sent': message,
  'message:new': message,
  'message:read': object({ conversationId: id, userId: id, upToSeq: whole(), readAt: time }),
  'message:delivered': object({ conversationId: id, userId: id, upToSeq: whole(), deliveredAt: time }),
  'notification:new-message': object({ conversationId: id, message, sender: profile, unreadCount: whole() }),
  'unread:update': object({ conversationId: id, unreadCount: whole() }),
  'typing:user-typing': typing,
  'typing:user-stopped': typing,
  'user:online': object({ userId: id }),
  'user:offline': object({ userId: id, lastSeen: time }),
  'media:updated': media,
  'auth:expired': anything,
  'chat:error': object({ event: text, code, message: text }),
};

/** The `data` of an acknowledgement, where the contract says what it is. */
export const answers: Record<string, Shape> = {
  'conversation:join': joined,
  'message:send': message,
  sync: object({
    conversations: byId(object({ lastSeq: whole(), missed: list(message), hasMore: flag })),
    unread: anything,
  }),
};

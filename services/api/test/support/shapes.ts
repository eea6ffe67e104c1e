import { STATUS_CODES } from 'node:http';
import type { Conversation, Message, Profile, RestError, SignedIn } from '@samvad/contract';
import type { Test } from 'tap';
import type { Answer } from './client.js';

/*
 * The contract's shapes, written down once more by hand: the schemas that the product validates with would agree with
 * themselves whatever they say. More fields than these are allowed, as the contract allows them.
 */

const statusOf: Record<string, number> = {
  VALIDATION: 400,
  UNAUTHORIZED: 401,
  TOKEN_EXPIRED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  ALREADY_ANSWERED: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RANGE_NOT_SATISFIABLE: 416,
  UNPROCESSABLE_MEDIA: 422,
  QUOTA_EXCEEDED: 429,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
  INSUFFICIENT_STORAGE: 507,
};

/** What only someone who sees the inside could say. */
const inside =
  /password_hash|\$argon2|node_modules|\.[jt]s:\d|postgres|redis|SQLSTATE|ECONN|syntax error|violates|relation "|select |insert /i;

const isTime = (value: unknown) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
const isTimeOrNull = (value: unknown) => value === null || isTime(value);
const isId = (value: unknown) => typeof value === 'string' && value.length > 0;
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;

/** The answer is this error, in the contract's shape, with nothing leaking. */
export function isError(t: Test, answer: Answer<unknown>, code: string, what: string = code): void {
  const body = (answer.body ?? {}) as Partial<RestError>;
  const status = statusOf[code] as number;
  t.match(
    { status: answer.status, code: body.code, statusCode: body.statusCode, error: body.error },
    { status, code, statusCode: status, error: STATUS_CODES[status] },
    what,
  );
  isErrorShape(t, answer, what);
  if (code === 'RATE_LIMITED' || code === 'OVERLOADED') {
    t.match(answer.headers.get('retry-after'), /^[1-9]\d*$/, `${what}: Retry-After`);
  }
}

/** The answer is some error of ours. */
export function isErrorShape(t: Test, { body, text, headers }: Answer<unknown>, what: string): void {
  const keys = Object.keys((body ?? {}) as object).sort();
  if (!t.same(keys, ['code', 'error', 'message', 'requestId', 'statusCode'], `${what}: fields of an error`)) return;
  const { message, requestId, code } = (body ?? {}) as RestError;
  t.ok(typeof message === 'string' && message !== '', `${what}: has a message`);
  t.ok(typeof requestId === 'string' && requestId !== '', `${what}: has a request id`);
  t.match(code, /^[A-Z][A-Z_]+$/, `${what}: SCREAMING_SNAKE`);
  t.match(headers.get('content-type'), /^application\/json/, `${what}: is JSON`);
  t.notMatch(text, inside, `${what}: says nothing about the inside`);
}

export function isProfile(t: Test, profile: Profile, expected: { phone: string | null }, what = 'profile'): void {
  t.ok(isId(profile.id), `${what}.id`);
  t.type(profile.name, 'string', `${what}.name`);
  t.match(profile.role, /^(User|Support|Admin)$/, `${what}.role`);
  t.ok(profile.avatarUrl === null || typeof profile.avatarUrl === 'string', `${what}.avatarUrl`);
  t.type(profile.isOnline, 'boolean', `${what}.isOnline`);
  t.ok(isTimeOrNull(profile.lastSeen), `${what}.lastSeen`);
  if (expected.phone === null) t.notOk('phone' in profile, `${what} has no phone`);
  else t.equal(profile.phone, expected.phone, `${what}.phone`);
  t.notMatch(JSON.stringify(profile), inside, `${what} leaks nothing`);
}

export function isSignedIn(t: Test, answer: Answer<SignedIn>, status: number, expiresIn = 900): void {
  t.equal(answer.status, status);
  const { token, refreshToken, user } = answer.body;
  t.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/, 'token is a JWT');
  t.ok(isId(refreshToken), 'refreshToken');
  t.equal(answer.body.expiresIn, expiresIn, 'expiresIn');
  t.ok(user.phone, 'one sees the own phone');
  isProfile(t, user, { phone: user.phone ?? '' }, 'user');
}

export function isMessage(t: Test, message: Message, what = 'message'): void {
  for (const field of ['_id', 'conversationId', 'senderId'] as const) t.ok(isId(message[field]), `${what}.${field}`);
  t.ok(Number.isInteger(message.seq) && message.seq >= 1, `${what}.seq`);
  t.equal(message.sender.id, message.senderId, `${what}.sender is populated`);
  t.match(message.messageType, /^(text|image|video|audio|file|system)$/, `${what}.messageType`);
  t.type(message.content, 'string', `${what}.content`);
  t.ok('mediaId' in message, `${what}.mediaId`);
  t.ok(message.clientMessageId === null || typeof message.clientMessageId === 'string', `${what}.clientMessageId`);
  t.type(message.isRead, 'boolean', `${what}.isRead`);
  t.type(message.isDelivered, 'boolean', `${what}.isDelivered`);
  t.ok(isTimeOrNull(message.readAt) && message.isRead === (message.readAt !== null), `${what}.readAt`);
  t.ok(
    isTimeOrNull(message.deliveredAt) && message.isDelivered === (message.deliveredAt !== null),
    `${what}.deliveredAt`,
  );
  t.ok(isTime(message.createdAt), `${what}.createdAt`);
}

export function isConversation(t: Test, conversation: Conversation, what = 'conversation'): void {
  t.ok(isId(conversation._id), `${what}._id`);
  t.equal(conversation.user.role, 'User', `${what}.user is populated`);
  t.equal(conversation.support?.id ?? null, conversation.assignedSupportId, `${what}.support is populated`);
  t.match(conversation.status, /^(open|pending|resolved|closed)$/, `${what}.status`);
  t.ok(conversation.subject === null || typeof conversation.subject === 'string', `${what}.subject`);
  t.ok('lastMessage' in conversation, `${what}.lastMessage`);
  if (conversation.lastMessage) {
    isMessage(t, conversation.lastMessage, `${what}.lastMessage`);
    t.equal(conversation.lastMessage.seq, conversation.lastSeq, `${what}.lastMessage is the last`);
  } else t.equal(conversation.lastSeq, 0, `${what} is empty`);
  t.ok(isCount(conversation.lastSeq), `${what}.lastSeq`);
  t.ok(isCount(conversation.unreadCount), `${what}.unreadCount`);
  t.ok(isCount(conversation.readCount), `${what}.readCount`);
  t.ok(isTime(conversation.createdAt), `${what}.createdAt`);
  t.ok(isTime(conversation.updatedAt), `${what}.updatedAt`);
  t.notMatch(JSON.stringify(conversation), inside, `${what} leaks nothing`);
}

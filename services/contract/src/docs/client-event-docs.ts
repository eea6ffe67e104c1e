import type { ClientAnswer, ClientEvent, ClientPayload } from '../client-events.js';
import type { ErrorCode } from '../errors.js';
import { agent, exampleIds, exampleMessageId, message } from './examples.js';

interface ClientEventDocs<E extends ClientEvent> {
  summary: string;
  description: string;
  /** Beside `everyEventErrors`. */
  errors: ErrorCode[];
  payload: ClientPayload<E>;
  answer: ClientAnswer<E>;
}

/** What any event can be refused with. */
export const everyEventErrors: ErrorCode[] = ['VALIDATION', 'RATE_LIMITED', 'INTERNAL', 'OVERLOADED', 'UNAVAILABLE'];

const conversationId = exampleIds.conversation;
const unread = { unreadCount: 0, readCount: 1, lastSeq: 2 };
const receipts = {
  deliveredUpToSeq: 2,
  deliveredAt: '2026-07-03T09:00:05.010Z',
  readUpToSeq: 1,
  readAt: '2026-07-03T08:58:40.300Z',
};

/** What the reference says of each event that a client may send; the compiler misses the one that is left out. */
export const clientEventDocs: { [E in ClientEvent]: ClientEventDocs<E> } = {
  'conversation:join': {
    summary: 'Enter the room of a conversation',
    description:
      'From now on `message:new`, receipts and typing of this conversation come to this socket. With `afterSeq` the answer brings what was missed; nothing sent after the join is lost. Joining again is no error. `conversation:joined` carries the same as the acknowledgement.',
    errors: ['NOT_FOUND'],
    payload: { conversationId, afterSeq: 1 },
    answer: {
      conversationId,
      lastSeq: 2,
      missed: [message],
      hasMore: false,
      receipts,
      viewers: [{ userId: agent.id, userName: agent.name }],
    },
  },
  'conversation:leave': {
    summary: 'Leave the room',
    description: 'No more `message:new` for it; `notification:new-message` comes instead. Leaving twice is no error.',
    errors: [],
    payload: { conversationId },
    answer: { conversationId },
  },
  'conversation:mark-all-read': {
    summary: 'Everything up to now is read',
    description:
      'The other side gets `message:read`, your other devices `unread:update`. To say how far exactly, send `message:read`.',
    errors: ['NOT_FOUND'],
    payload: { conversationId },
    answer: { conversationId, upToSeq: 2, ...unread },
  },
  'message:send': {
    summary: 'Send a message',
    description:
      'Acknowledged after it is stored for good. Give each message a `clientMessageId` and, when the acknowledgement does not come or is `UNAVAILABLE`, `OVERLOADED` or another temporary error, send the same again: it is stored once, and the answer is the message stored first. A refused send never appears later.',
    errors: ['NOT_FOUND', 'CONFLICT', 'ALREADY_ANSWERED', 'UNPROCESSABLE_MEDIA'],
    payload: {
      conversationId,
      messageType: 'text',
      content: 'My wheat has yellow stripes',
      clientMessageId: 'phone-7f3a-1',
    },
    answer: message,
  },
  'message:read': {
    summary: 'Read up to and including a message',
    description: 'Receipts only rise: one that comes late, or twice, changes nothing.',
    errors: ['NOT_FOUND'],
    payload: { conversationId, messageId: exampleMessageId },
    answer: { conversationId, upToSeq: 2, ...unread },
  },
  'message:delivered': {
    summary: 'Received on this device up to a message',
    description: 'Say it for what came by `message:new`, `notification:new-message`, `sync` or a push. It only rises.',
    errors: ['NOT_FOUND'],
    payload: { conversationId, seq: 2 },
    answer: { conversationId, upToSeq: 2 },
  },
  'typing:start': {
    summary: 'The person has begun to type',
    description: 'Ends by itself after 5 seconds; repeat it while keys are pressed.',
    errors: ['NOT_FOUND'],
    payload: { conversationId },
    answer: { conversationId },
  },
  'typing:stop': {
    summary: 'The person has stopped typing',
    description: 'Nothing happens when nothing was typed.',
    errors: [],
    payload: { conversationId },
    answer: { conversationId },
  },
  sync: {
    summary: 'Catch up with all conversations at once',
    description:
      'After a reconnect: the newest `seq` of each conversation that you hold goes in, what is newer and all unread counts come back. Where `hasMore` is true, go on with the `seq` of the last of `missed`.',
    errors: [],
    payload: { conversations: { [conversationId]: 1 } },
    answer: {
      conversations: { [conversationId]: { lastSeq: 2, missed: [message], hasMore: false, receipts } },
      unread: { [conversationId]: 1 },
      unreadTotal: 1,
    },
  },
  'auth:refresh': {
    summary: 'Carry on with a newer access token',
    description:
      'Send it before the token that the socket was opened with expires; otherwise `auth:expired` comes and the socket ends. When it is refused the old token goes on counting.',
    errors: ['UNAUTHORIZED', 'TOKEN_EXPIRED'],
    payload: { token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk4In0.c2lnbmF0dXJl' },
    answer: { expiresIn: 900 },
  },
};

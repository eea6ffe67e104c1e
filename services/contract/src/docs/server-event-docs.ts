import type { ServerEvent, ServerPayload } from '../server-events.js';
import { clientEventDocs } from './client-event-docs.js';
import { agent, conversation, customer, exampleIds, media, message, photo } from './examples.js';

interface ServerEventDocs<E extends ServerEvent> {
  summary: string;
  description: string;
  payload: ServerPayload<E>;
}

const conversationId = exampleIds.conversation;
const unread = { unreadCount: 1, readCount: 0, lastSeq: 2 };

/** What the reference says of each event that a server may send; the compiler misses the one that is left out. */
export const serverEventDocs: { [E in ServerEvent]: ServerEventDocs<E> } = {
  'conversation:joined': {
    summary: 'You are in the room',
    description: 'To the socket that has joined, with the same content as the acknowledgement of `conversation:join`.',
    payload: clientEventDocs['conversation:join'].answer,
  },
  'conversation:updated': {
    summary: 'A conversation is new, assigned, or has another status',
    description:
      "To all devices of its participants. A plain message changes nothing that is told here: `message:new` and `notification:new-message` tell that. Counts are the receiver's own.",
    payload: conversation,
  },
  'message:sent': {
    summary: 'You have sent a message',
    description: 'To every device of the sender, so that the others show it too.',
    payload: message,
  },
  'message:new': {
    summary: 'There is a new message in a room you are in',
    description:
      'To everyone in the room, the sender included, in the order of `seq`. When `seq` is not your last one plus 1, something is missing: join again with `afterSeq`, or `sync`. It may come twice: drop what you have.',
    payload: photo,
  },
  'message:read': {
    summary: 'The other side has read',
    description: 'To the room, and to those devices of the senders that are not in it.',
    payload: { conversationId, userId: agent.id, upToSeq: 2, readAt: '2026-07-03T09:00:20.004Z' },
  },
  'message:delivered': {
    summary: 'The other side has received',
    description: 'To the room, and to those devices of the senders that are not in it.',
    payload: { conversationId, userId: agent.id, upToSeq: 2, deliveredAt: '2026-07-03T09:00:05.010Z' },
  },
  'notification:new-message': {
    summary: 'There is a new message in a conversation whose room you are not in',
    description: "To the recipient's devices that have not joined it. Counts merge by the greater of each.",
    payload: { conversationId, message, sender: customer, ...unread },
  },
  'unread:update': {
    summary: 'You have read on another device',
    description: "To the reader's other devices.",
    payload: { conversationId, unreadCount: 0, readCount: 1, lastSeq: 2 },
  },
  'typing:user-typing': {
    summary: 'Somebody types',
    description: 'To the room but the typist. Followed by `typing:user-stopped`, at the latest some seconds later.',
    payload: { conversationId, userId: agent.id, userName: agent.name },
  },
  'typing:user-stopped': {
    summary: 'Somebody types no more',
    description: 'To the room but the typist.',
    payload: { conversationId, userId: agent.id, userName: agent.name },
  },
  'conversation:viewers': {
    summary: 'Other agents or admins have come to look, or have gone',
    description: 'To the agents and admins who have the conversation open; never to customers.',
    payload: { conversationId, viewers: [{ userId: agent.id, userName: agent.name }] },
  },
  'user:online': {
    summary: 'Somebody has come online',
    description: "To those who share a conversation with the person, on the person's first device anywhere.",
    payload: { userId: customer.id },
  },
  'user:offline': {
    summary: 'Somebody has gone offline',
    description: 'To the same, when the last device has been gone for a few seconds.',
    payload: { userId: customer.id, lastSeen: '2026-07-03T09:12:00.000Z' },
  },
  'media:updated': {
    summary: 'A media is ready, or has failed',
    description: 'To its uploader and, once a message carries it, to the participants of the conversation.',
    payload: media,
  },
  'auth:expired': {
    summary: 'The right to be connected has ended',
    description: 'The server disconnects right after it: on expiry of the token, logout, a new role or password.',
    payload: { code: 'TOKEN_EXPIRED', message: 'The access token has expired' },
  },
  'chat:error': {
    summary: 'An event that had no acknowledgement was refused',
    description: 'To the socket that sent it. Better ask for an acknowledgement, which says to what it belongs.',
    payload: { event: 'message:send', code: 'NOT_FOUND', message: 'Not found' },
  },
};

import { agent, conversation, exampleIds, message, photo } from '@samvad/contract/docs';
import type { Operations } from '../operation.js';

const id = { example: exampleIds.conversation, description: 'The conversation' };
const send = ['NOT_FOUND', 'CONFLICT', 'ALREADY_ANSWERED', 'UNPROCESSABLE_MEDIA'] as const;

export const conversationOperations: Operations = {
  'GET /api/v1/chat/conversations': {
    tag: 'Conversations',
    summary: 'Your conversations, newest first',
    description:
      'A customer’s are its own, an agent’s those assigned to it, an admin’s all. Go on with `pagination.nextCursor`.',
    parameters: { limit: { example: 20 }, status: { example: 'open' } },
    answers: {
      200: {
        description: 'A page of conversations',
        example: { data: [conversation], pagination: { limit: 20, hasMore: false, nextCursor: null } },
      },
    },
  },
  'POST /api/v1/chat/conversations': {
    tag: 'Conversations',
    summary: 'Open a conversation',
    description:
      'It is assigned to the agent with the least to do, online ones first. A customer with an open or pending one gets that instead. The first message is sent in either case.',
    roles: ['User'],
    errors: ['NOT_FOUND', 'CONFLICT'],
    request: { subject: 'Wheat', message: 'My wheat has yellow stripes', clientMessageId: 'phone-7f3a-1' },
    answers: {
      200: { description: 'The one that was open already', example: { data: conversation } },
      201: { description: 'A new one', example: { data: conversation } },
    },
  },
  'GET /api/v1/chat/agents': {
    tag: 'Conversations',
    summary: 'The agents to whom a conversation can be given',
    roles: ['Support', 'Admin'],
    answers: { 200: { description: 'All active agents', example: { data: [{ ...agent, phone: '+919800000001' }] } } },
  },
  'GET /api/v1/chat/conversations/:id': {
    tag: 'Conversations',
    summary: 'One conversation',
    errors: ['NOT_FOUND'],
    parameters: { id },
    answers: { 200: { description: 'The conversation', example: { data: conversation } } },
  },
  'PATCH /api/v1/chat/conversations/:id': {
    tag: 'Conversations',
    summary: 'Assign it, or change its status',
    description: 'The former agent’s sockets leave the room at once, and its urls of media end.',
    roles: ['Support', 'Admin'],
    errors: ['NOT_FOUND'],
    parameters: { id },
    request: { status: 'resolved' },
    answers: {
      200: { description: 'As it is now', example: { data: { ...conversation, status: 'resolved' } } },
    },
  },
  'POST /api/v1/chat/conversations/:id/read': {
    tag: 'Conversations',
    summary: 'Mark it as read',
    description: 'As `conversation:mark-all-read` and `message:read` on the socket.',
    errors: ['NOT_FOUND'],
    parameters: { id },
    request: { upToSeq: 2 },
    answers: {
      200: {
        description: 'What is unread now',
        example: {
          data: { conversationId: exampleIds.conversation, upToSeq: 2, unreadCount: 0, readCount: 1, lastSeq: 2 },
        },
      },
    },
  },
};

export const messageOperations: Operations = {
  'GET /api/v1/chat/messages/:conversationId': {
    tag: 'Messages',
    summary: 'A page of messages, in ascending `seq`',
    description: 'Without `before` and `after` the last ones. Go back with `before` = `pagination.oldestSeq`.',
    errors: ['NOT_FOUND'],
    parameters: { conversationId: id, limit: { example: 50 }, after: { example: 1 } },
    answers: {
      200: {
        description: 'A page of messages',
        example: {
          data: [message, photo],
          pagination: { limit: 50, hasMore: false, oldestSeq: 2, newestSeq: 3 },
        },
      },
    },
  },
  'POST /api/v1/chat/messages/:conversationId': {
    tag: 'Messages',
    summary: 'Send a message',
    description:
      'The same as `message:send` on the socket, for clients without one. Answered after it is stored for good. With a `clientMessageId` it may be sent again as often as needed: the message stored first is the answer.',
    errors: send,
    parameters: { conversationId: id },
    request: { messageType: 'text', content: 'My wheat has yellow stripes', clientMessageId: 'phone-7f3a-1' },
    answers: { 201: { description: 'The message as it is stored', example: { data: message } } },
  },
};

import { exampleIds, message } from '@samvad/contract/docs';
import type { Operations } from '../operation.js';

const url = 'https://hooks.example.com/samvad';
const webhook = {
  _id: exampleIds.webhook,
  url,
  events: ['message.created', 'conversation.updated'],
  isActive: true,
  description: 'The order system',
  disabledReason: null,
  failingSince: null,
  createdAt: '2026-06-30T04:10:00.000Z',
  updatedAt: '2026-06-30T04:10:00.000Z',
};
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw5Q2v0m1n3o4=';
const delivery = {
  _id: exampleIds.delivery,
  event: 'message.created',
  conversationId: exampleIds.conversation,
  attempts: 2,
  status: 'failed',
  lastStatusCode: 500,
  lastError: 'answered 500',
  nextAttemptAt: null,
  createdAt: '2026-07-03T09:00:02.123Z',
  deliveredAt: null,
};
const pending = { ...delivery, status: 'pending', attempts: 0, lastStatusCode: null, lastError: null };
const id = { example: exampleIds.webhook, description: 'The webhook' };
const deliveryId = { example: exampleIds.delivery, description: 'The delivery: its `Webhook-Id`' };
const common = { tag: 'Webhooks', roles: ['Admin'] } as const;

export const webhookOperations: Operations = {
  'GET /api/v1/admin/webhooks': {
    ...common,
    summary: 'All webhooks',
    answers: { 200: { description: 'Oldest first', example: { data: [webhook] } } },
  },
  'POST /api/v1/admin/webhooks': {
    ...common,
    summary: 'Tell another system of events',
    description:
      'What is sent is signed with the secret, which is shown this once. `VALIDATION`: also for an address that is not on the open internet. `CONFLICT`: there are as many webhooks as there may be.',
    errors: ['CONFLICT'],
    request: { url, events: ['message.created', 'conversation.updated'], description: 'The order system' },
    answers: { 201: { description: 'From now on it is told', example: { data: { ...webhook, secret } } } },
  },
  'GET /api/v1/admin/webhooks/:id': {
    ...common,
    summary: 'One webhook',
    errors: ['NOT_FOUND'],
    parameters: { id },
    answers: { 200: { description: 'The webhook', example: { data: webhook } } },
  },
  'PATCH /api/v1/admin/webhooks/:id': {
    ...common,
    summary: 'Change a webhook, or switch it off or on',
    description: 'Switched on again, it begins anew: what is pending is sent at once, and the reason is forgotten.',
    errors: ['NOT_FOUND'],
    parameters: { id },
    request: { isActive: true },
    answers: { 200: { description: 'The webhook as it is now', example: { data: webhook } } },
  },
  'DELETE /api/v1/admin/webhooks/:id': {
    ...common,
    summary: 'End a webhook',
    description: 'What is pending is never sent.',
    errors: ['NOT_FOUND'],
    parameters: { id },
    answers: { 204: { description: 'There is none any more' } },
  },
  'POST /api/v1/admin/webhooks/:id/secret': {
    ...common,
    summary: 'A new secret',
    description: 'For a day everything is signed with the former one too.',
    errors: ['NOT_FOUND'],
    parameters: { id },
    answers: {
      200: {
        description: 'The secret, shown this once',
        example: { data: { secret, formerValidUntil: '2026-07-04T09:00:00.000Z' } },
      },
    },
  },
  'POST /api/v1/admin/webhooks/:id/test': {
    ...common,
    summary: 'Send a `ping`',
    description: 'Tried once. `CONFLICT`: the webhook is switched off.',
    errors: ['NOT_FOUND', 'CONFLICT'],
    parameters: { id },
    answers: {
      202: {
        description: 'It is on its way',
        example: { data: { ...pending, event: 'ping', conversationId: null } },
      },
    },
  },
  'GET /api/v1/admin/webhooks/:id/deliveries': {
    ...common,
    summary: 'What has been, and is to be, sent',
    errors: ['NOT_FOUND'],
    parameters: {
      id,
      limit: { example: 50 },
      status: { example: 'failed' },
    },
    answers: {
      200: {
        description: 'Newest first',
        example: { data: [delivery], pagination: { limit: 50, hasMore: false, nextCursor: null } },
      },
    },
  },
  'GET /api/v1/admin/webhooks/:id/deliveries/:deliveryId': {
    ...common,
    summary: 'One delivery, with what is sent',
    errors: ['NOT_FOUND'],
    parameters: { id, deliveryId },
    answers: {
      200: {
        description: 'The delivery',
        example: {
          data: {
            ...delivery,
            payload: {
              id: exampleIds.delivery,
              type: 'message.created',
              timestamp: delivery.createdAt,
              conversationId: exampleIds.conversation,
              data: { message },
            },
          },
        },
      },
    },
  },
  'POST /api/v1/admin/webhooks/:id/deliveries/:deliveryId/replay': {
    ...common,
    summary: 'Send one again',
    description: 'With the same id, whatever became of it. `CONFLICT`: the webhook is switched off.',
    errors: ['NOT_FOUND', 'CONFLICT'],
    parameters: { id, deliveryId },
    answers: { 202: { description: 'It is pending again', example: { data: pending } } },
  },
  'POST /api/v1/admin/webhooks/:id/replay': {
    ...common,
    summary: 'Send many again',
    description: 'Oldest first, up to 10,000 at a time. `CONFLICT`: the webhook is switched off.',
    errors: ['NOT_FOUND', 'CONFLICT'],
    parameters: { id },
    request: { since: '2026-07-03T00:00:00.000Z', status: 'failed' },
    answers: {
      202: {
        description: 'How many are pending again',
        example: { data: { replayed: 12, hasMore: false, lastCreatedAt: '2026-07-03T09:00:02.123Z' } },
      },
    },
  },
};

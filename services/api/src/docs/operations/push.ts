import type { Operations } from '../operation.js';

const endpoint = 'https://push.example.com/send/dGhpcyBicm93c2Vy';
const keys = {
  p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
  auth: 'tBHItJI5svbpez7KI4CCXg',
};

const phone = 'cXb1ZkQvTQe:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx';

export const pushOperations: Operations = {
  'GET /api/v1/push/key': {
    tag: 'Push',
    summary: 'The key that a browser subscribes with',
    description: '`NOT_FOUND`: web push is not set up on this server.',
    errors: ['NOT_FOUND'],
    answers: {
      200: { description: 'The public key', example: { data: { publicKey: keys.p256dh } } },
    },
  },
  'POST /api/v1/push/subscriptions': {
    tag: 'Push',
    summary: 'Subscribe this browser',
    description: 'Again with the same endpoint renews it. It ends with the sign-in that made it.',
    errors: ['NOT_FOUND'],
    request: { endpoint, keys, locale: 'hi-IN' },
    answers: {
      201: { description: 'Subscribed', example: { data: { _id: '0198c7a4-5a11-7b6d-93d8-1f2e3d4c5b01' } } },
    },
  },
  'DELETE /api/v1/push/subscriptions': {
    tag: 'Push',
    summary: 'End the subscription of this browser',
    description: 'One that is not there, or not yours, is no error.',
    errors: ['NOT_FOUND'],
    request: { endpoint },
    answers: { 204: { description: 'There is none any more' } },
  },
  'POST /api/v1/push/devices': {
    tag: 'Push',
    summary: 'Register this phone',
    description:
      'By the token that Firebase Cloud Messaging gives the app, again whenever that changes. It ends with the sign-in that made it. `NOT_FOUND`: push for phones is not set up on this server.',
    errors: ['NOT_FOUND'],
    request: { platform: 'fcm', token: phone, locale: 'hi-IN' },
    answers: {
      201: { description: 'Registered', example: { data: { _id: '0198c7a4-5a11-7b6d-93d8-1f2e3d4c5b02' } } },
    },
  },
  'DELETE /api/v1/push/devices': {
    tag: 'Push',
    summary: 'End the notifications of this phone',
    description: 'One that is not there, or not yours, is no error.',
    errors: ['NOT_FOUND'],
    request: { token: phone },
    answers: { 204: { description: 'There is none any more' } },
  },
};

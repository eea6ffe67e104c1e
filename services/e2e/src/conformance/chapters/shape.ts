import assert from 'node:assert/strict';
import { type Chapter, check } from '../check.js';
import { gives, refuses, succeeds } from '../expect.js';
import { assertFits } from '../shape.js';
import { conversation, conversationPage, message, messagePage } from '../shapes.js';

export const shape: Chapter = {
  name: 'shape',
  about: 'what every answer looks like',
  checks: [
    check('a success carries data', async (desk) => {
      const { id, customer } = await desk.talk();
      await gives(customer.get(`/chat/conversations/${id}`), 200, conversation);
      await gives(customer.say(id, 'shape'), 201, message);
    }),
    check('a list carries data and pagination', async (desk) => {
      const { id, customer } = await desk.talk();
      await succeeds(customer.get('/chat/conversations'), 200, conversationPage);
      await succeeds(customer.get(`/chat/messages/${id}`), 200, messagePage);
    }),
    check('an error is { statusCode, code, error, message, requestId }', async (desk) => {
      const answer = await desk.call('GET', '/users/me');
      assert.equal(answer.body.error, 'Unauthorized', 'error is the standard phrase of the status');
      await refuses(Promise.resolve(answer), 401, 'UNAUTHORIZED');
    }),
    check('two requests have two requestIds', async (desk) => {
      const [one, other] = await Promise.all([desk.call('GET', '/users/me'), desk.call('GET', '/users/me')]);
      assert.notEqual(one.body.requestId, other.body.requestId);
    }),
    check('a path that is not there is NOT_FOUND', async (desk) => {
      const { customer } = await desk.talk();
      await refuses(customer.get('/chat/nothing-of-the-kind'), 404, 'NOT_FOUND');
    }),
    check('every endpoint but sign-in wants a token', async (desk) => {
      const closed = [
        ['GET', '/users/me'],
        ['POST', '/users/logout'],
        ['POST', '/admin/users'],
        ['GET', '/chat/conversations'],
        ['POST', '/chat/conversations'],
        ['GET', '/chat/conversations/x'],
        ['PATCH', '/chat/conversations/x'],
        ['POST', '/chat/conversations/x/read'],
        ['GET', '/chat/messages/x'],
        ['POST', '/chat/messages/x'],
        ['POST', '/chat/media'],
        ['GET', '/chat/media/x'],
        ['POST', '/chat/media/resumable'],
      ] as const;
      for (const [method, path] of closed) {
        await refuses(desk.call(method, path), 401, 'UNAUTHORIZED', `${method} ${path}`);
      }
    }),
    check('what is no token is UNAUTHORIZED', async (desk) => {
      const { customer } = await desk.talk();
      const [head, , signature] = (await customer.token()).split('.');
      const claims = Buffer.from(JSON.stringify({ sub: customer.id, role: 'Admin', exp: 4e9 })).toString('base64url');
      for (const token of ['x', 'a.b.c', `${head}.${claims}.${signature}`, `${head}.${claims}.`]) {
        await refuses(desk.call('GET', '/users/me', { token }), 401, 'UNAUTHORIZED', token.slice(0, 20));
      }
    }),
    check('a body that is no JSON is VALIDATION', async (desk) => {
      const headers = { 'content-type': 'application/json' };
      await refuses(desk.call('POST', '/users/login', { raw: '{"phone":', headers }), 400, 'VALIDATION');
    }),
    check('a body of another type is UNSUPPORTED_MEDIA_TYPE', async (desk) => {
      const headers = { 'content-type': 'text/csv' };
      await refuses(desk.call('POST', '/users/login', { raw: 'a,b', headers }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    }),
    check('a body of megabytes is PAYLOAD_TOO_LARGE', async (desk) => {
      const body = { phone: '+919600000000', password: 'x'.repeat(6_000_000) };
      await refuses(desk.call('POST', '/users/login', { body }), 413, 'PAYLOAD_TOO_LARGE');
    }),
    check('fields that the contract does not know are ignored', async (desk) => {
      const { id, customer } = await desk.talk();
      await gives(customer.say(id, 'with more', { surprise: { a: 1 } }), 201, message);
    }),
    check('ids are strings, times ISO 8601 UTC with milliseconds, everywhere', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      await customer.say(id, 'one');
      await agent.say(id, 'two');
      await agent.post(`/chat/conversations/${id}/read`);
      for (const person of [customer, agent, desk.admin]) {
        const found = await gives(person.get(`/chat/conversations/${id}`), 200, conversation);
        assertFits(message, found.lastMessage, 'lastMessage');
      }
    }),
  ],
};

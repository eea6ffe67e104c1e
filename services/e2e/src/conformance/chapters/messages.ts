import assert from 'node:assert/strict';
import { type Chapter, check, live } from '../check.js';
import { gives, refuses, succeeds } from '../expect.js';
import type { Wire } from '../rest.js';
import { message, messagePage } from '../shapes.js';
import { unique } from '../unique.js';

const seqs = (messages: Wire[]): number[] => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

export const messages: Chapter = {
  name: 'messages',
  about: 'sending and reading by REST',
  checks: [
    check('a send answers 201 with the stored message', async (desk) => {
      const { id, customer } = await desk.talk();
      const content = 'नमस्ते 🌾 <b>&amp;</b>\n\ttwo lines';
      const clientMessageId = unique();
      const sent = await gives(customer.say(id, content, { clientMessageId }), 201, message);
      assert.equal(sent.content, content, 'the text comes back as it was');
      assert.equal(sent.clientMessageId, clientMessageId);
      assert.deepEqual([sent.senderId, sent.sender.id, sent.conversationId], [customer.id, customer.id, id]);
      assert.deepEqual([sent.messageType, sent.mediaId, sent.isRead, sent.isDelivered], ['text', null, false, false]);
      const { data } = await succeeds(customer.get(`/chat/messages/${id}?limit=1`), 200, messagePage);
      assert.equal(data[0]._id, sent._id, 'it is in the history');
    }),
    check('seq is 1, 2, 3, …', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      for (const seq of [1, 2, 3, 4]) {
        assert.equal((await gives((seq % 2 ? customer : agent).say(id, `${seq}`), 201)).seq, seq);
      }
    }),
    check('seq is dense and the same for every reader when many send at once', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      await Promise.all(range(1, 20).map((i) => gives((i % 2 ? customer : agent).say(id, `${i}`), 201)));
      const [one, other] = await Promise.all([customer, agent].map((person) => person.get(`/chat/messages/${id}`)));
      assert.deepEqual(seqs(one?.body.data), range(1, 20));
      const order = (answer: Wire) => answer.body.data.map(({ _id }: Wire) => _id);
      assert.deepEqual(order(other), order(one));
    }),
    check('the same clientMessageId is one message, also when all retries come at once', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      const clientMessageId = unique();
      const sent = await Promise.all(range(1, 6).map(() => gives(customer.say(id, 'once', { clientMessageId }), 201)));
      assert.equal(new Set(sent.map(({ _id, seq }) => `${_id} ${seq}`)).size, 1);
      const { data } = await succeeds(agent.get(`/chat/messages/${id}`), 200);
      assert.deepEqual(seqs(data), [1]);
    }),
    live('the same clientMessageId by both doors is one message', async (desk) => {
      const { id, customer } = await desk.talk();
      const phone = await desk.device(customer);
      const clientMessageId = unique();
      const byRest = await gives(customer.say(id, 'both doors', { clientMessageId }), 201);
      const bySocket = await phone.send(id, 'both doors', { clientMessageId });
      assert.deepEqual([bySocket._id, bySocket.seq], [byRest._id, byRest.seq]);
    }),
    check('the same clientMessageId with other content is CONFLICT', async (desk) => {
      const { id, customer } = await desk.talk();
      const clientMessageId = unique();
      await gives(customer.say(id, 'this', { clientMessageId }), 201);
      await refuses(customer.say(id, 'that', { clientMessageId }), 409, 'CONFLICT');
    }),
    check('the same clientMessageId of another sender is another message', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const clientMessageId = unique();
      const one = await gives(customer.say(id, 'same', { clientMessageId }), 201);
      const other = await gives(agent.say(id, 'same', { clientMessageId }), 201);
      assert.notEqual(one._id, other._id);
    }),
    check('content is 1 to 4,000 characters, counted as people count them', async (desk) => {
      const { id, customer } = await desk.talk();
      for (const content of ['x', 'x'.repeat(4_000), '🌾'.repeat(4_000)]) {
        assert.equal((await gives(customer.say(id, content), 201)).content, content);
      }
      for (const content of ['', '   ', 'x'.repeat(4_001), '🌾'.repeat(4_001), 'NUL \u0000']) {
        await refuses(customer.say(id, content), 400, 'VALIDATION', JSON.stringify(content.slice(0, 8)));
      }
    }),
    check('a clientMessageId has up to 64 characters', async (desk) => {
      const { id, customer } = await desk.talk();
      const clientMessageId = `${unique()}${'x'.repeat(64)}`.slice(0, 64);
      assert.equal(
        (await gives(customer.say(id, 'long id', { clientMessageId }), 201)).clientMessageId,
        clientMessageId,
      );
      for (const bad of ['', `${clientMessageId}x`, 7]) {
        await refuses(customer.say(id, 'bad id', { clientMessageId: bad }), 400, 'VALIDATION', `${bad}`);
      }
    }),
    check('a message without a type, of an unknown one or of type system is VALIDATION', async (desk) => {
      const { id, customer } = await desk.talk();
      for (const messageType of [undefined, 'poem', 'system', 7]) {
        const body = { messageType, content: 'x' };
        await refuses(customer.post(`/chat/messages/${id}`, body), 400, 'VALIDATION', `${messageType}`);
      }
      await refuses(customer.post(`/chat/messages/${id}`, { messageType: 'text' }), 400, 'VALIDATION', 'no content');
      await refuses(customer.post(`/chat/messages/${id}`), 400, 'VALIDATION', 'no body');
    }),
    check('who sends and where it stands is not the client’s to say', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const forged = { senderId: agent.id, seq: 1, _id: 'x', isRead: true, createdAt: '2001-01-01T00:00:00.000Z' };
      const { status, body } = await customer.say(id, 'forged', forged);
      if (status === 400) return;
      assert.equal(body.data.senderId, customer.id);
      assert.notEqual(body.data._id, 'x');
      assert.equal(body.data.isRead, false);
      assert.ok(body.data.createdAt > '2020');
    }),
    check('what was refused never appears', async (desk) => {
      const { id, customer } = await desk.freshTalk();
      await refuses(customer.say(id, ''), 400, 'VALIDATION');
      assert.equal((await gives(customer.say(id, 'good'), 201)).seq, 1);
      const { data } = await succeeds(customer.get(`/chat/messages/${id}`), 200);
      assert.equal(data.length, 1);
    }),
    check('history: the last 50 ascending; before, after and limit page through it', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      await Promise.all(range(1, 60).map((i) => gives((i % 2 ? customer : agent).say(id, `${i}`), 201)));
      const page = async (query: string) => {
        const { data, pagination } = await succeeds(customer.get(`/chat/messages/${id}${query}`), 200, messagePage);
        const found = seqs(data);
        assert.deepEqual([pagination.oldestSeq, pagination.newestSeq], [found[0] ?? null, found.at(-1) ?? null]);
        return { found, ...pagination };
      };
      const last = await page('');
      assert.deepEqual([last.found, last.hasMore, last.limit], [range(11, 60), true, 50]);
      const before = await page('?before=11');
      assert.deepEqual([before.found, before.hasMore], [range(1, 10), false]);
      const after = await page('?after=55&limit=3');
      assert.deepEqual([after.found, after.hasMore, after.limit], [range(56, 58), true, 3]);
      const rest = await page('?after=58');
      assert.deepEqual([rest.found, rest.hasMore], [[59, 60], false]);
      assert.deepEqual((await page('?after=60')).found, []);
    }),
    check('history that is asked for wrongly is VALIDATION', async (desk) => {
      const { id, customer } = await desk.talk();
      for (const query of ['limit=0', 'limit=x', 'before=x', 'after=-1', 'limit=1000000']) {
        await refuses(customer.get(`/chat/messages/${id}?${query}`), 400, 'VALIDATION', query);
      }
    }),
    check('reading by REST: up to a seq, then all; the unread count goes with it', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const sent: Wire[] = [];
      for (const text of ['one', 'two', 'three']) sent.push(await gives(customer.say(id, text), 201));
      const read = async (body?: object) => gives(agent.post(`/chat/conversations/${id}/read`, body), 200);
      assert.deepEqual([(await read({ upToSeq: sent[0].seq })).unreadCount, (await read()).unreadCount], [2, 0]);
      const { data } = await succeeds(customer.get(`/chat/messages/${id}?limit=3`), 200, messagePage);
      for (const one of data)
        assert.deepEqual([one.isRead, one.isDelivered, typeof one.readAt], [true, true, 'string']);
      await refuses(agent.post(`/chat/conversations/${id}/read`, { upToSeq: -1 }), 400, 'VALIDATION');
    }),
  ],
};

import assert from 'node:assert/strict';
import { type Chapter, check, live, Skipped } from '../check.js';
import { RawSocket } from '../engine.js';

const events = [
  'conversation:join',
  'conversation:leave',
  'conversation:mark-all-read',
  'message:send',
  'message:read',
  'message:delivered',
  'typing:start',
  'typing:stop',
  'sync',
  'auth:refresh',
];

export const errors: Chapter = {
  name: 'errors',
  about: 'what a client does wrong on the socket',
  checks: [
    ...events.map((event) =>
      live(`${event} with a payload that is none is VALIDATION`, async (desk) => {
        const { customer } = await desk.talk();
        const device = await desk.device(customer);
        for (const payload of [null, 7, 'x', [], {}, { conversationId: 7 }, { conversationId: null, token: {} }]) {
          await device.refused(event, payload, 'VALIDATION');
        }
        assert.equal((await device.ask(event)).error.code, 'VALIDATION', 'nothing at all');
      }),
    ),
    live('an event that there is not is VALIDATION', async (desk) => {
      const { customer } = await desk.talk();
      const device = await desk.device(customer);
      for (const event of ['message:steal', '__proto__', 'constructor', 'toString', '']) {
        await device.refused(event, {}, 'VALIDATION');
      }
    }),
    live('without a callback an error arrives as chat:error { event, code, message }', async (desk) => {
      const { customer } = await desk.talk();
      const device = await desk.device(customer);
      device.socket.emit('conversation:join', { conversationId: 'x' });
      const told = await device.waitFor('chat:error');
      assert.deepEqual([told.event, told.code], ['conversation:join', 'NOT_FOUND']);
    }),
    live('with a callback there is no chat:error', async (desk) => {
      const { customer } = await desk.talk();
      const device = await desk.device(customer);
      await device.refused('conversation:join', { conversationId: 'x' }, 'NOT_FOUND');
      await device.must('sync', { conversations: {} });
      assert.deepEqual(device.received('chat:error'), []);
    }),
    live('more arguments than one, and no function where a callback goes, end nothing', async (desk) => {
      const { id, customer } = await desk.talk();
      const device = await desk.device(customer);
      const payload = { conversationId: id };
      for (const extra of ['callback', 7, {}, [], null]) device.socket.emit('conversation:join', payload, extra);
      await device.must('sync', { conversations: {} });
      assert.ok(device.socket.connected);
    }),
    live('prototypes are not to be polluted', async (desk) => {
      const { id, customer } = await desk.talk();
      const device = await desk.device(customer);
      const payload = JSON.parse(
        `{"conversationId":"${id}","__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}`,
      );
      await device.must('conversation:join', payload);
      const sync = JSON.parse('{"conversations":{"__proto__":0,"constructor":0}}');
      await device.ask('sync', sync);
      await device.must('sync', { conversations: { [id]: 0 } });
    }),
    check(
      'an acknowledgement is one object: 43<id>[{ok, data}] and 43<id>[{ok, error: {code, message}}]',
      async (desk) => {
        const { id, customer } = await desk.talk();
        const raw = await RawSocket.connected(desk.socketUrls[0] ?? desk.url, { token: await customer.token() });
        raw.send(`427["conversation:join",{"conversationId":"${id}"}]`);
        raw.send('428["conversation:join",{"conversationId":"x"}]');
        const read = async (ack: string) => JSON.parse((await raw.next((packet) => packet.startsWith(ack))).slice(3));
        const [good, bad] = [await read('437'), await read('438')];
        raw.close();
        assert.deepEqual([good.length, good[0].ok, good[0].data.conversationId], [1, true, id]);
        assert.deepEqual([bad.length, bad[0].ok, bad[0].error.code], [1, false, 'NOT_FOUND']);
      },
    ),
    check('a frame of megabytes ends at most its own connection', async (desk) => {
      const { customer } = await desk.talk();
      const raw = await RawSocket.connected(desk.socketUrls[0] ?? desk.url, { token: await customer.token() });
      raw.send(`42["sync",{"x":"${'x'.repeat(5_000_000)}"}]`);
      await raw.closed;
      const device = await desk.device(customer);
      await device.must('sync', { conversations: {} });
    }),
    live('a flood is RATE_LIMITED, and passes', async (desk) => {
      const { customer } = await desk.talk();
      const device = await desk.device(customer);
      const answers = await Promise.all(
        Array.from({ length: 400 }, () => device.ask('typing:stop', { conversationId: 'x' })),
      );
      const codes = new Set(answers.map(({ ok, error }) => (ok ? 'ok' : error.code)));
      if (!codes.has('RATE_LIMITED')) throw new Skipped('400 events at once were not limited here');
      const end = Date.now() + 15_000;
      for (;;) {
        const answer = await device.ask('sync', { conversations: {} });
        if (answer.ok) return;
        assert.equal(answer.error.code, 'RATE_LIMITED');
        assert.ok(Date.now() < end, 'it is still refused after 15 s');
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }),
  ],
};

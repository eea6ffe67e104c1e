import assert from 'node:assert/strict';
import { type Chapter, live } from '../check.js';
import { gives } from '../expect.js';
import type { Wire } from '../rest.js';

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const seqs = (messages: Wire[]): number[] => messages.map(({ seq }) => seq);

export const rooms: Chapter = {
  name: 'rooms',
  about: 'conversation:join and conversation:leave',
  checks: [
    live('the acknowledgement and conversation:joined say the same', async (desk) => {
      const { id, customer } = await desk.talk();
      const { body } = await customer.say(id, 'something to join after');
      const phone = await desk.device(customer);
      const answer = await phone.join(id);
      assert.deepEqual([answer.conversationId, answer.lastSeq], [id, body.data.seq]);
      assert.deepEqual([answer.missed, answer.hasMore], [[], false], 'without afterSeq nothing is missed');
      const { missed, lastSeq, hasMore } = await phone.waitFor('conversation:joined');
      assert.deepEqual([missed, lastSeq, hasMore], [[], answer.lastSeq, false]);
    }),
    live('with afterSeq, missed holds the messages after it, ascending', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      for (const i of range(1, 5)) await agent.say(id, `${i}`);
      const phone = await desk.device(customer);
      const { missed, lastSeq } = await phone.join(id, 2);
      assert.deepEqual([seqs(missed), lastSeq], [[3, 4, 5], 5]);
      assert.deepEqual((await phone.join(id, 5)).missed, []);
      assert.deepEqual((await phone.join(id, 500)).missed, [], 'beyond the head there is nothing');
    }),
    live('hasMore says that there is more, and joining again fetches it', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      await Promise.all(range(1, 230).map((i) => gives((i % 2 ? customer : agent).say(id, `${i}`), 201)));
      const phone = await desk.device(customer);
      const found: number[] = [];
      for (let i = 0; i < 230; i++) {
        const { missed, hasMore } = await phone.join(id, found.at(-1) ?? 0);
        found.push(...seqs(missed));
        if (!hasMore) break;
        assert.ok(missed.length > 0, 'hasMore with nothing missed would never end');
      }
      assert.deepEqual(found, range(1, 230));
    }),
    live('nothing that is sent after the join is missed, nor between it and the history', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      const phone = await desk.device(customer);
      const count = 40;
      const sending = (async () => {
        for (const i of range(1, count)) await gives(agent.say(id, `${i}`), 201);
      })();
      const { missed } = await phone.join(id, 0);
      await sending;
      const seen = () => new Set([...seqs(missed), ...seqs(phone.received('message:new'))]);
      await phone.until(() => seen().size === count, 'every message');
      assert.deepEqual(
        [...seen()].sort((a, b) => a - b),
        range(1, count),
      );
    }),
    live('joining twice brings each message once', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const phone = await desk.device(customer);
      await phone.join(id);
      await phone.join(id);
      const one = await gives(agent.say(id, 'once'), 201);
      const marker = await gives(agent.say(id, 'marker'), 201);
      await phone.waitFor('message:new', ({ _id }) => _id === marker._id);
      assert.equal(phone.received('message:new').filter(({ _id }) => _id === one._id).length, 1);
    }),
    live('after leaving there is no message:new, but a notification', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const phone = await desk.device(customer);
      await phone.join(id);
      await phone.must('conversation:leave', { conversationId: id });
      const sent = await gives(agent.say(id, 'you have left'), 201);
      await phone.waitFor('notification:new-message', ({ message }) => message._id === sent._id);
      assert.ok(!phone.received('message:new').some(({ _id }) => _id === sent._id));
    }),
    live('leaving what one is not in is no error', async (desk) => {
      const { id, customer } = await desk.talk();
      const phone = await desk.device(customer);
      await phone.must('conversation:leave', { conversationId: id });
      await phone.must('conversation:leave', { conversationId: id });
    }),
    live('another’s conversation is NOT_FOUND, as one that never was', async (desk) => {
      const [{ id }, { customer, agent }] = await Promise.all([desk.talk(), desk.talk()]);
      for (const person of [customer, agent]) {
        const device = await desk.device(person);
        for (const conversationId of [id, 'x', '00000000-0000-7000-8000-000000000000']) {
          await device.refused('conversation:join', { conversationId }, 'NOT_FOUND');
        }
      }
    }),
    live('whoever was refused hears nothing of it', async (desk) => {
      const [theirs, own] = await Promise.all([desk.talk(), desk.talk()]);
      const stranger = await desk.device(own.customer);
      await stranger.refused('conversation:join', { conversationId: theirs.id }, 'NOT_FOUND');
      await stranger.join(own.id);
      await theirs.customer.say(theirs.id, 'not for strangers');
      const marker = await gives(own.agent.say(own.id, 'marker'), 201);
      await stranger.waitFor('message:new', ({ _id }) => _id === marker._id);
      for (const { payload } of stranger.log) assert.ok(!JSON.stringify(payload).includes(theirs.id));
    }),
    live('an admin may join any', async (desk) => {
      const { id, customer } = await desk.talk();
      const device = await desk.device(desk.admin);
      await device.join(id);
      const sent = await gives(customer.say(id, 'is anybody watching'), 201);
      await device.waitFor('message:new', ({ _id }) => _id === sent._id);
    }),
    live('the former agent’s devices leave the room when it is assigned to another', async (desk) => {
      const [{ id, customer, agent }, other] = await Promise.all([desk.freshTalk(), desk.freshTalk()]);
      const dashboard = await desk.device(agent);
      const phone = await desk.device(customer);
      await Promise.all([dashboard.join(id), phone.join(id)]);
      await gives(desk.admin.patch(`/chat/conversations/${id}`, { assignedSupportId: other.agent.id }), 200);
      // "At once" is what a node needs to hear of it.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const secret = await gives(customer.say(id, 'for the new agent'), 201);
      await phone.waitFor('message:new', ({ _id }) => _id === secret._id);
      await dashboard.refused('conversation:join', { conversationId: id }, 'NOT_FOUND');
      assert.ok(!JSON.stringify(dashboard.log).includes(secret._id), 'the former agent was told');
    }),
  ],
};

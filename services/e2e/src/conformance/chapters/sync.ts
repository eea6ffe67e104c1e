import assert from 'node:assert/strict';
import { type Chapter, live } from '../check.js';
import { gives } from '../expect.js';
import type { Wire } from '../rest.js';
import { unique } from '../unique.js';

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const seqs = (messages: Wire[]): number[] => messages.map(({ seq }) => seq);

export const sync: Chapter = {
  name: 'sync',
  about: 'what is newer, after a reconnect',
  checks: [
    live('what was sent while one was away, ascending, with the head and the unread count', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      const phone = await desk.device(customer);
      await phone.join(id);
      const first = await gives(agent.say(id, 'here'), 201);
      await phone.waitFor('message:new', ({ _id }) => _id === first._id);
      phone.close();
      for (const i of [2, 3, 4]) await gives(agent.say(id, `${i}`), 201);
      const back = await desk.device(customer);
      const { conversations, unread } = await back.must('sync', { conversations: { [id]: 1 } });
      const { lastSeq, missed, hasMore } = conversations[id];
      assert.deepEqual([lastSeq, seqs(missed), hasMore], [4, [2, 3, 4], false]);
      assert.equal(unread[id], 4);
    }),
    live('several conversations at once', async (desk) => {
      const [one, other] = await Promise.all([desk.freshTalk(), desk.freshTalk()]);
      await gives(desk.admin.patch(`/chat/conversations/${other.id}`, { assignedSupportId: one.agent.id }), 200);
      for (const { id, customer } of [one, other]) await gives(customer.say(id, 'hello'), 201);
      const dashboard = await desk.device(one.agent);
      const { conversations, unread } = await dashboard.must('sync', { conversations: { [one.id]: 0, [other.id]: 0 } });
      for (const { id } of [one, other]) {
        assert.deepEqual(seqs(conversations[id].missed), [1]);
        assert.equal(unread[id], 1);
      }
    }),
    live('nothing new is nothing missed', async (desk) => {
      const { id, customer } = await desk.talk();
      const { body } = await customer.say(id, 'the head');
      const phone = await desk.device(customer);
      const { conversations } = await phone.must('sync', { conversations: { [id]: body.data.seq } });
      assert.deepEqual([conversations[id].missed, conversations[id].hasMore], [[], false]);
      await phone.must('sync', { conversations: {} });
    }),
    live('hasMore says that there is more, and asking again fetches it', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      await Promise.all(range(1, 230).map((i) => gives((i % 2 ? customer : agent).say(id, `${i}`), 201)));
      const phone = await desk.device(customer);
      const found: number[] = [];
      for (let i = 0; i < 230; i++) {
        const { conversations } = await phone.must('sync', { conversations: { [id]: found.at(-1) ?? 0 } });
        found.push(...seqs(conversations[id].missed));
        if (!conversations[id].hasMore) break;
        assert.ok(conversations[id].missed.length > 0, 'hasMore with nothing missed would never end');
      }
      assert.deepEqual(found, range(1, 230));
    }),
    live('another’s conversation tells nothing', async (desk) => {
      const [{ id, customer }, other] = await Promise.all([desk.talk(), desk.talk()]);
      const secret = unique();
      await gives(customer.say(id, secret), 201);
      const stranger = await desk.device(other.customer);
      const answer = await stranger.ask('sync', { conversations: { [id]: 0, [other.id]: 0 } });
      assert.ok(!JSON.stringify(answer).includes(secret), 'the stranger was told the message');
      if (answer.ok) assert.ok(!answer.data.conversations[id], 'the stranger was told of the conversation');
    }),
    live('a sync that makes no sense is VALIDATION', async (desk) => {
      const { id, customer } = await desk.talk();
      const phone = await desk.device(customer);
      for (const payload of [
        {},
        { conversations: [] },
        { conversations: { [id]: 'x' } },
        { conversations: { [id]: -1 } },
      ]) {
        await phone.refused('sync', payload, 'VALIDATION');
      }
    }),
  ],
};

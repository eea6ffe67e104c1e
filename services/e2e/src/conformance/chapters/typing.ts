import assert from 'node:assert/strict';
import { type Chapter, live } from '../check.js';
import type { Wire } from '../rest.js';

export const typing: Chapter = {
  name: 'typing',
  about: 'typing:start and typing:stop',
  checks: [
    live('start and stop tell the others in the room who', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const expected = { conversationId: talk.id, userId: talk.agent.id, userName: talk.agent.name };
      const facts = ({ conversationId, userId, userName }: Wire) => ({ conversationId, userId, userName });
      await dashboard.must('typing:start', { conversationId: talk.id });
      assert.deepEqual(facts(await phone.waitFor('typing:user-typing')), expected);
      await dashboard.must('typing:stop', { conversationId: talk.id });
      assert.deepEqual(facts(await phone.waitFor('typing:user-stopped')), expected);
    }),
    live('the typist is not told', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      await dashboard.must('typing:start', { conversationId: talk.id });
      await phone.waitFor('typing:user-typing');
      const marker = await phone.send(talk.id, 'marker');
      await dashboard.waitFor('message:new', ({ _id }) => _id === marker._id);
      assert.deepEqual(dashboard.received('typing:user-typing'), []);
    }),
    live('start expires by itself after about 5 s', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      await dashboard.must('typing:start', { conversationId: talk.id });
      await phone.waitFor('typing:user-typing');
      const began = Date.now();
      await phone.waitFor('typing:user-stopped', undefined, 12_000);
      const took = Date.now() - began;
      assert.ok(took > 3_500 && took < 9_000, `it took ${took} ms`);
    }),
    live('who goes offline types no longer', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      await dashboard.must('typing:start', { conversationId: talk.id });
      await phone.waitFor('typing:user-typing');
      dashboard.close();
      await phone.waitFor('typing:user-stopped');
    }),
    live('in another’s conversation it is NOT_FOUND', async (desk) => {
      const [{ id }, { customer }] = await Promise.all([desk.talk(), desk.talk()]);
      const device = await desk.device(customer);
      await device.refused('typing:start', { conversationId: id }, 'NOT_FOUND');
    }),
  ],
};

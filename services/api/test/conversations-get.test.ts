import type { Conversation } from '@samvad/contract';
import { makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isConversation, isError, isProfile } from './support/shapes.js';

test('GET /chat/conversations/:id', async (t) => {
  const { api, core, make } = await startApi(t);
  const [customer, agent, admin] = [await make('User'), await make('Support'), await make('Admin')];
  const get = (person: TestPerson, id: string) =>
    api.as(person).get<{ data: Conversation }>(`chat/conversations/${id}`);
  const say = (person: TestPerson, id: string, content: string) =>
    api.as(person).post(`chat/messages/${id}`, { messageType: 'text', content });

  await t.test('populated, with phones for the support side only', async (t) => {
    const id = await makeConversation(core, customer, agent);
    await say(agent, id, 'How can I help?');
    for (const viewer of [customer, agent, admin]) {
      const answer = await get(viewer, id);
      t.equal(answer.status, 200);
      const { data } = answer.body;
      isConversation(t, data);
      const isCustomer = viewer === customer;
      isProfile(t, data.user, { phone: customer.phone }, 'user');
      isProfile(t, data.support ?? data.user, { phone: isCustomer ? null : agent.phone }, 'support');
      isProfile(t, data.lastMessage?.sender ?? data.user, { phone: isCustomer ? null : agent.phone }, 'sender');
      t.match(data, {
        _id: id,
        user: { name: customer.name },
        support: { name: agent.name },
        status: 'open',
        lastSeq: 1,
      });
      if (isCustomer) t.notMatch(answer.text, agent.phone, 'nowhere in the answer');
    }
  });

  await t.test('a new one is empty', async (t) => {
    const id = await makeConversation(core, customer, null);
    const { body } = await get(customer, id);
    isConversation(t, body.data);
    t.match(body.data, { support: null, assignedSupportId: null, lastMessage: null, lastSeq: 0, unreadCount: 0 });
  });

  await t.test('unreadCount is the viewer’s own', async (t) => {
    const id = await makeConversation(core, customer, agent);
    for (const [person, times] of [
      [customer, 2],
      [agent, 1],
      [customer, 1],
      [agent, 3],
    ] as const) {
      for (let i = 0; i < times; i += 1) await say(person, id, `${i}`);
    }
    const unread = async (person: TestPerson) => (await get(person, id)).body.data.unreadCount;
    t.same([await unread(customer), await unread(agent), await unread(admin)], [4, 3, 3]);
    await api.as(customer).post(`chat/conversations/${id}/read`);
    t.same([await unread(customer), await unread(agent), await unread(admin)], [0, 3, 3]);
    await api.as(agent).post(`chat/conversations/${id}/read`, { upToSeq: 1 });
    t.same([await unread(customer), await unread(agent), await unread(admin)], [0, 2, 3]);
    await say(agent, id, 'more');
    t.same([await unread(customer), await unread(agent), await unread(admin)], [1, 2, 3]);
  });

  await t.test('what names nothing is NOT_FOUND', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const ids = ['x', '0', 'null', 'undefined', crypto.randomUUID(), `${id}x`, `${id}%00`, `${id}'--`, '%F0%9F%8E%89'];
    for (const viewer of [customer, agent, admin]) {
      for (const one of ids) isError(t, await get(viewer, one), 'NOT_FOUND', one);
    }
  });
});

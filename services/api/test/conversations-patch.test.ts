import type { Conversation, ConversationsAnswer } from '@samvad/contract';
import { makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isConversation, isError, isProfile } from './support/shapes.js';

test('PATCH /chat/conversations/:id', async (t) => {
  const { api, other, core, make } = await startApi(t, { nodes: 2 });
  const [customer, agent, admin] = [await make('User'), await make('Support'), await make('Admin')];
  const patch = (person: TestPerson, id: string, body?: unknown, at = api) =>
    at.as(person).patch<{ data: Conversation }>(`chat/conversations/${id}`, body);
  const get = async (person: TestPerson, id: string, at = api) =>
    (await at.as(person).get<{ data: Conversation }>(`chat/conversations/${id}`)).body.data;

  await t.test('status, by its agent and by admins', async (t) => {
    for (const person of [agent, admin]) {
      const id = await makeConversation(core, customer, agent);
      for (const status of ['pending', 'resolved', 'closed', 'open'] as const) {
        const before = await get(person, id);
        const answer = await patch(person, id, { status });
        t.equal(answer.status, 200);
        isConversation(t, answer.body.data);
        t.match(answer.body.data, { _id: id, status, assignedSupportId: agent.id });
        isProfile(t, answer.body.data.user, { phone: customer.phone });
        t.ok(answer.body.data.updatedAt >= before.updatedAt, 'updatedAt never goes back');
        t.equal((await get(customer, id)).status, status, 'the customer sees it');
      }
    }
  });

  await t.test('assignment: to another agent, to an admin, to nobody', async (t) => {
    const colleague = await make('Support');
    const id = await makeConversation(core, customer, agent);
    await api.as(customer).post(`chat/messages/${id}`, { messageType: 'text', content: 'hello' });
    const given = await patch(agent, id, { assignedSupportId: colleague.id });
    t.equal(given.status, 200, 'an agent hands its own one on');
    isConversation(t, given.body.data);
    t.match(given.body.data, { assignedSupportId: colleague.id, support: { name: colleague.name }, status: 'open' });
    for (const at of [api, other]) {
      isError(t, await at.as(agent).get(`chat/conversations/${id}`), 'NOT_FOUND', 'the former agent has it no more');
      const sent = await at.as(agent).post(`chat/messages/${id}`, { messageType: 'text', content: 'still me' });
      isError(t, sent, 'NOT_FOUND', 'and cannot write there');
    }
    t.match(await get(colleague, id, other), { unreadCount: 1, lastSeq: 1 }, 'the new one has all that was said');
    const list = await other.as(colleague).get<ConversationsAnswer>('chat/conversations');
    t.same(
      list.body.data.map(({ _id }) => _id),
      [id],
    );

    t.match((await patch(admin, id, { assignedSupportId: admin.id })).body.data, { support: { role: 'Admin' } });
    const freed = await patch(admin, id, { assignedSupportId: null, status: 'pending' });
    isConversation(t, freed.body.data);
    t.match(freed.body.data, { assignedSupportId: null, support: null, status: 'pending' });
    isError(
      t,
      await patch(colleague, id, { assignedSupportId: colleague.id }),
      'NOT_FOUND',
      'nobody’s is not for taking',
    );
    t.equal((await patch(admin, id, { assignedSupportId: colleague.id })).status, 200);
  });

  await t.test('an agent may also let go of its own', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const answer = await patch(agent, id, { assignedSupportId: null });
    t.match([answer.status, answer.body.data], [200, { assignedSupportId: null, support: null }]);
    isError(t, await api.as(agent).get(`chat/conversations/${id}`), 'NOT_FOUND');
  });

  await t.test('what is so already, and nothing at all, changes nothing', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const before = await get(agent, id);
    for (const body of [{ status: 'open' }, { assignedSupportId: agent.id }, {}]) {
      const answer = await patch(agent, id, body);
      t.equal(answer.status, 200);
      t.same(answer.body.data, before, JSON.stringify(body));
    }
  });

  await t.test('only to an agent', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const nobodies = [customer.id, (await make('User')).id, crypto.randomUUID(), 'x', '', `${agent.id} `];
    for (const assignedSupportId of nobodies) {
      isError(t, await patch(agent, id, { assignedSupportId }), 'VALIDATION', assignedSupportId);
      const both = await patch(admin, id, { assignedSupportId, status: 'closed' });
      isError(t, both, 'VALIDATION', `${assignedSupportId} and a status`);
    }
    t.match(await get(agent, id), { assignedSupportId: agent.id, status: 'open' }, 'nothing is half done');
  });

  await t.test('is FORBIDDEN to customers, also of their own', async (t) => {
    const id = await makeConversation(core, customer, agent);
    for (const body of [{ status: 'closed' }, { assignedSupportId: customer.id }, {}]) {
      isError(t, await patch(customer, id, body), 'FORBIDDEN', JSON.stringify(body));
    }
  });

  await t.test('VALIDATION', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const bad = [
      undefined,
      null,
      [],
      'closed',
      { status: 'lost' },
      { status: null },
      { status: ['open'] },
      { status: 1 },
    ];
    for (const body of [...bad, { assignedSupportId: 7 }, { assignedSupportId: {} }]) {
      isError(t, await patch(agent, id, body), 'VALIDATION', JSON.stringify(body));
    }
  });

  await t.test('nothing else can be changed', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const before = await get(agent, id);
    const body = { subject: 'x', user: agent.id, customer_id: agent.id, lastSeq: 9, unreadCount: 9, createdAt: '2000' };
    const answer = await patch(agent, id, body);
    t.same([answer.status, answer.body.data], [200, before]);
  });

  await t.test('several at once leave one whole outcome', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const agents = await Promise.all([1, 2, 3, 4].map(() => make('Support')));
    const answers = await Promise.all(
      agents.map((one, i) => patch(admin, id, { assignedSupportId: one.id }, i % 2 ? api : other)),
    );
    t.ok(answers.every(({ status }) => status === 200));
    const { assignedSupportId } = await get(admin, id);
    const views = await Promise.all(
      agents.map(async (one) => (await api.as(one).get(`chat/conversations/${id}`)).status),
    );
    t.same(
      views,
      agents.map((one) => (one.id === assignedSupportId ? 200 : 404)),
    );
  });
});

import type { LoadAnswer, Message, Profile } from '@samvad/contract';
import { makeConversation } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isProfile } from './support/shapes.js';

test('GET /admin/load', async (t) => {
  const { api, core, make } = await startApi(t);
  const [admin, busy, idle, gone] = [
    await make('Admin'),
    await make('Support', 'Busy'),
    await make('Support', 'Idle'),
    await make('Support', 'Gone'),
  ];
  await api.as(admin).patch(`admin/users/${gone.id}`, { isActive: false });
  const customer = await make('User');
  const talk = async (...writers: { token: string }[]) => {
    const id = await makeConversation(core, customer, busy);
    const sent: Message[] = [];
    for (const writer of writers) {
      const body = { messageType: 'text', content: 'x' };
      sent.push((await api.as(writer).post<{ data: Message }>(`chat/messages/${id}`, body)).body.data);
    }
    return { id, sent };
  };
  const set = (id: string, status: string) => api.as(admin).patch(`chat/conversations/${id}`, { status });
  // Waiting since the first unanswered one, not the last.
  const waiting = await talk(customer, busy, customer, customer);
  await talk(customer, admin);
  await talk();
  await set((await talk(customer, customer)).id, 'pending');
  await set((await talk(customer)).id, 'resolved');
  const loose = await makeConversation(core, customer, null);
  await makeConversation(core, customer, null);
  await set(loose, 'closed');

  const answer = await api.as(admin).get<LoadAnswer>('admin/load');
  t.equal(answer.status, 200);
  const { agents, unassigned } = answer.body.data;
  t.equal(unassigned, 1);
  t.same(
    agents.map(({ agent }) => agent.name),
    ['Busy', 'Idle'],
  );
  isProfile(t, agents[0]?.agent as Profile, { phone: busy.phone });
  const { agent: _, ...load } = agents[0] ?? { agent: null };
  t.same(load, { open: 3, pending: 1, unread: 6, waiting: 1, oldestWaitingAt: waiting.sent[2]?.createdAt });
  t.match(agents[1], { agent: { id: idle.id }, open: 0, pending: 0, unread: 0, waiting: 0, oldestWaitingAt: null });

  for (const person of [customer, busy]) isError(t, await api.as(person).get('admin/load'), 'FORBIDDEN');
  isError(t, await api.get('admin/load'), 'UNAUTHORIZED');
});

test('GET /chat/agents', async (t) => {
  const { api, make } = await startApi(t);
  const [admin, asha, bela, gone] = [
    await make('Admin'),
    await make('Support', 'Asha'),
    await make('Support', 'Bela'),
    await make('Support', 'Gone'),
  ];
  await api.as(admin).patch(`admin/users/${gone.id}`, { isActive: false });
  for (const viewer of [admin, asha]) {
    const { status, body } = await api.as(viewer).get<{ data: Profile[] }>('chat/agents');
    t.equal(status, 200);
    t.same(
      body.data.map(({ id }) => id),
      [asha.id, bela.id],
    );
    isProfile(t, body.data[1] as Profile, { phone: bela.phone });
  }
  isError(t, await api.as(await make('User')).get('chat/agents'), 'FORBIDDEN');
  isError(t, await api.get('chat/agents'), 'UNAUTHORIZED');
});

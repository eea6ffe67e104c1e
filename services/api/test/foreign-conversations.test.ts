import { makeConversation } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import type { Client } from './support/client.js';
import { isError } from './support/shapes.js';

test('a conversation of others is NOT_FOUND, just like none', async (t) => {
  const { api, core, make } = await startApi(t);
  const [customer, agent, admin] = [await make('User'), await make('Support'), await make('Admin')];
  const id = await makeConversation(core, customer, agent);
  const unassigned = await makeConversation(core, await make('User'), null);
  await api.as(customer).post(`chat/messages/${id}`, { messageType: 'text', content: 'private' });

  const endpoints: Record<string, (as: Client, id: string) => Promise<{ status: number }>> = {
    get: (as, id) => as.get(`chat/conversations/${id}`),
    history: (as, id) => as.get(`chat/messages/${id}`),
    'history after': (as, id) => as.get(`chat/messages/${id}?after=0`),
    send: (as, id) => as.post(`chat/messages/${id}`, { messageType: 'text', content: 'intruder' }),
    read: (as, id) => as.post(`chat/conversations/${id}/read`, {}),
  };
  const patch = (as: Client, id: string) => as.patch(`chat/conversations/${id}`, { status: 'closed' });
  const take = (as: Client, id: string, agentId: string) =>
    as.patch(`chat/conversations/${id}`, { assignedSupportId: agentId });

  for (const role of ['User', 'Support'] as const) {
    await t.test(`to another ${role}`, async (t) => {
      const stranger = await make(role);
      const as = api.as(stranger);
      for (const [what, ask] of Object.entries(endpoints)) {
        const answers = [await ask(as, id), await ask(as, unassigned), await ask(as, crypto.randomUUID())];
        for (const answer of answers) isError(t, answer as never, 'NOT_FOUND', what);
        const bodies = answers.map((answer) => {
          const { requestId: _, ...rest } = (answer as unknown as { body: { requestId: string } }).body;
          return rest;
        });
        t.same(bodies[0], bodies[2], `${what}: says no more than of one that does not exist`);
      }
      if (role === 'User') {
        isError(t, await patch(as, id), 'FORBIDDEN', 'patch');
      } else {
        isError(t, await patch(as, id), 'NOT_FOUND', 'patch');
        isError(t, await take(as, id, stranger.id), 'NOT_FOUND', 'take it over');
        isError(t, await take(as, unassigned, stranger.id), 'NOT_FOUND', 'take an unassigned one');
      }
    });
  }

  await t.test('and nothing of it has happened', async (t) => {
    const { body } = await api.as(customer).get<{ data: { content: string }[] }>(`chat/messages/${id}`);
    t.same(
      body.data.map(({ content }) => content),
      ['private'],
    );
    const seen = await api.as(agent).get<{ data: object }>(`chat/conversations/${id}`);
    t.match(seen.body.data, { status: 'open', assignedSupportId: agent.id, unreadCount: 1 });
  });

  await t.test('an admin oversees all', async (t) => {
    const as = api.as(admin);
    for (const [what, ask] of Object.entries(endpoints)) {
      for (const one of [id, unassigned]) t.match((await ask(as, one)).status, /^20[01]$/, what);
      isError(t, (await ask(as, crypto.randomUUID())) as never, 'NOT_FOUND', what);
    }
  });
});

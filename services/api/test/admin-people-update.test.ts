import { randomUUID } from 'node:crypto';
import type { Conversation, ManagedPerson, SignedIn } from '@samvad/contract';
import { eventually, makeConversation, type TestPerson, testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isProfile } from './support/shapes.js';

test('PATCH /admin/users/:id', async (t) => {
  const { api, other, core, make } = await startApi(t, { nodes: 2 });
  const admin = await make('Admin');
  const patch = (id: string, body?: unknown, as: TestPerson = admin) =>
    api.as(as).patch<{ data: ManagedPerson }>(`admin/users/${id}`, body);
  const login = (phone: string, password = testPassword) => api.post<SignedIn>('users/login', { phone, password });
  const isSignedOut = async (t: Test, { token, refreshToken }: TestPerson, what: string) => {
    for (const at of [api, other]) {
      await eventually(async () => (await at.as({ token }).get('users/me')).status === 401, what, 5_000);
      isError(t, await at.post('users/refresh', { refreshToken }), 'UNAUTHORIZED', what);
    }
  };
  type Test = Parameters<typeof isError>[0];

  await t.test('a name, which signs nobody out', async (t) => {
    const person = await make('User');
    const answer = await patch(person.id, { name: ' Asha Devi ' });
    t.equal(answer.status, 200);
    isProfile(t, answer.body.data, { phone: person.phone });
    t.match(answer.body.data, { id: person.id, name: 'Asha Devi', role: 'User', isActive: true });
    t.equal((await api.as(person).get<{ data: { name: string } }>('users/me')).body.data.name, 'Asha Devi');
    t.equal((await api.post('users/refresh', { refreshToken: person.refreshToken })).status, 200);
  });

  await t.test('a new role, a new password and a deactivation end every sign-in', async (t) => {
    const changes = [{ role: 'Support' }, { password: 'another-pass-1' }, { isActive: false }];
    for (const change of changes) {
      const person = await make('User');
      const second = (await login(person.phone)).body;
      t.equal((await patch(person.id, change)).status, 200);
      await isSignedOut(t, person, JSON.stringify(change));
      await isSignedOut(t, { ...person, ...second }, `${JSON.stringify(change)}, the other sign-in`);
    }
  });

  await t.test('the new role and the new password hold from then on, at once', async (t) => {
    const person = await make('User');
    await patch(person.id, { role: 'Support', password: 'another-pass-1' });
    isError(t, await login(person.phone), 'UNAUTHORIZED', 'the old password');
    const { status, body } = await login(person.phone, 'another-pass-1');
    t.match([status, body.user], [200, { id: person.id, role: 'Support' }]);
    for (const at of [api, other]) t.equal((await at.as(body).get('chat/agents')).status, 200);
  });

  await t.test('whoever is deactivated cannot sign in, and can again later', async (t) => {
    const person = await make('User');
    const stranger = await login('+919100000000');
    t.match((await patch(person.id, { isActive: false })).body.data, { isActive: false });
    const refused = await login(person.phone);
    isError(t, refused, 'UNAUTHORIZED');
    t.same({ ...refused.body, requestId: '' }, { ...stranger.body, requestId: '' }, 'as if there were no such person');
    t.match((await patch(person.id, { isActive: true })).body.data, { isActive: true });
    t.equal((await login(person.phone)).status, 200);
  });

  await t.test('a sign-in that races with it does not survive', async (t) => {
    for (let i = 0; i < 5; i += 1) {
      const person = await make('User');
      const [signedIn] = await Promise.all([login(person.phone), patch(person.id, { isActive: false })]);
      if (signedIn.status === 200) await isSignedOut(t, { ...person, ...signedIn.body }, 'the sign-in');
      else isError(t, signedIn, 'UNAUTHORIZED');
    }
  });

  await t.test("an agent's open and pending conversations go to the others, evenly", async (t) => {
    for (const change of [{ isActive: false }, { role: 'User' }, { role: 'Admin' }]) {
      await core.db.pool.query(`update users set deactivated_at = now() where role = 'Support'`);
      const [agent, one, two] = [await make('Support'), await make('Support'), await make('Support')];
      const customer = await make('User');
      const ids = await Promise.all([1, 2, 3, 4, 5, 6].map(() => makeConversation(core, customer, agent)));
      const [pending = '', resolved = '', ...open] = ids;
      await api.as(agent).patch(`chat/conversations/${pending}`, { status: 'pending' });
      await api.as(agent).patch(`chat/conversations/${resolved}`, { status: 'resolved' });
      const before = await api.as(admin).get<{ data: Conversation }>(`chat/conversations/${open[0]}`);
      t.equal((await patch(agent.id, change)).body.data.activeConversations, 0);
      const counts = new Map<string | null, number>();
      for (const id of [pending, ...open]) {
        const { data } = (await api.as(admin).get<{ data: Conversation }>(`chat/conversations/${id}`)).body;
        counts.set(data.assignedSupportId, (counts.get(data.assignedSupportId) ?? 0) + 1);
        t.equal(data.status, id === pending ? 'pending' : 'open');
        t.ok(data.updatedAt >= before.body.data.updatedAt);
      }
      t.same([...counts.keys()].sort(), [one.id, two.id].sort(), JSON.stringify(change));
      t.same([...counts.values()].sort(), [2, 3], JSON.stringify(change));
      const kept = (await api.as(admin).get<{ data: Conversation }>(`chat/conversations/${resolved}`)).body.data;
      t.equal(kept.assignedSupportId, agent.id, 'what is over stays as it was');
    }
  });

  await t.test('to nobody, when there is nobody', async (t) => {
    await core.db.pool.query(`update users set deactivated_at = now() where role = 'Support'`);
    const agent = await make('Support');
    const id = await makeConversation(core, await make('User'), agent);
    await patch(agent.id, { isActive: false });
    const { data } = (await api.as(admin).get<{ data: Conversation }>(`chat/conversations/${id}`)).body;
    t.match(data, { assignedSupportId: null, support: null, status: 'open' });
  });

  await t.test('whoever is not active is given nothing', async (t) => {
    await core.db.pool.query(`update users set deactivated_at = now() where role = 'Support'`);
    const [active, gone] = [await make('Support'), await make('Support')];
    await patch(gone.id, { isActive: false });
    const id = await makeConversation(core, await make('User'), active);
    const given = await api.as(admin).patch(`chat/conversations/${id}`, { assignedSupportId: gone.id });
    isError(t, given, 'VALIDATION');
    for (let i = 0; i < 3; i += 1) {
      const opened = await api.as(await make('User')).post<{ data: Conversation }>('chat/conversations');
      t.equal(opened.body.data.assignedSupportId, active.id);
    }
  });

  await t.test('an assignment that races with a deactivation leaves nothing behind', async (t) => {
    await core.db.pool.query(`update users set deactivated_at = now() where role = 'Support'`);
    const stays = await make('Support');
    for (let i = 0; i < 8; i += 1) {
      const leaves = await make('Support');
      const customers = await Promise.all([1, 2, 3].map(() => make('User')));
      const given = await makeConversation(core, await make('User'), stays);
      await Promise.all([
        ...customers.map((customer) => other.as(customer).post('chat/conversations')),
        other.as(admin).patch(`chat/conversations/${given}`, { assignedSupportId: leaves.id }),
        patch(leaves.id, { isActive: false }),
      ]);
      const { rows } = await core.db.pool.query('select 1 from conversations where assigned_support_id = $1', [
        leaves.id,
      ]);
      t.same(rows, [], `round ${i}`);
    }
  });

  await t.test('an admin cannot shut itself out', async (t) => {
    for (const body of [{ isActive: false }, { role: 'Support' }, { role: 'User', name: 'X' }]) {
      isError(t, await patch(admin.id, body), 'CONFLICT', JSON.stringify(body));
    }
    t.equal((await patch(admin.id, { name: 'Meera', role: 'Admin', isActive: true })).status, 200);
    t.equal((await api.as(admin).get('users/me')).status, 200, 'what changes nothing signs nobody out');
  });

  await t.test('of two admins who shut each other out at once, one stays', async (t) => {
    for (const change of [{ role: 'Support' }, { isActive: false }, { role: 'User' }]) {
      const [one, two] = [await make('Admin'), await make('Admin')];
      const answers = await Promise.all([
        api.as(one).patch(`admin/users/${two.id}`, change),
        other.as(two).patch(`admin/users/${one.id}`, change),
      ]);
      const statuses = answers.map(({ status }) => status).sort();
      t.equal(statuses[0], 200, JSON.stringify(change));
      t.ok([401, 403].includes(statuses[1] ?? 0), `the other is refused: ${statuses}`);
    }
  });

  await t.test('NOT_FOUND, FORBIDDEN', async (t) => {
    for (const id of [randomUUID(), 'x', `${admin.id}%20`]) isError(t, await patch(id, { name: 'X' }), 'NOT_FOUND', id);
    const person = await make('User');
    for (const role of ['User', 'Support'] as const) {
      const someone = await make(role);
      for (const body of [{ role: 'Admin' }, {}, undefined])
        isError(t, await patch(someone.id, body, someone), 'FORBIDDEN', `${role} ${JSON.stringify(body)}`);
    }
    t.match((await patch(person.id, { name: 'Still' })).body.data, { role: 'User' });
  });

  await t.test('VALIDATION', async (t) => {
    const { id } = await make('User');
    const bad = [undefined, {}, { name: ' ' }, { name: 'a\0' }, { name: 7 }, { role: 'Root' }, { password: 'short' }];
    for (const body of [...bad, { isActive: 'no way' }, { isActive: null }])
      isError(t, await patch(id, body), 'VALIDATION', JSON.stringify(body));
  });
});

test('POST /admin/users/:id/force-offline', async (t) => {
  const { api, other, make } = await startApi(t, { nodes: 2 });
  const admin = await make('Admin');
  const force = (id: string, as: TestPerson = admin) => api.as(as).post(`admin/users/${id}/force-offline`);

  await t.test('ends every sign-in; the person may sign in again at once', async (t) => {
    for (const role of ['User', 'Support', 'Admin'] as const) {
      const person = await make(role);
      t.match(await force(person.id), { status: 204, text: '' });
      for (const at of [api, other]) {
        const refused = async () => (await at.as(person).get('users/me')).status === 401;
        await eventually(refused, 'the token being refused', 5_000);
        isError(t, await at.post('users/refresh', { refreshToken: person.refreshToken }), 'UNAUTHORIZED');
      }
      const { body } = await api.post<SignedIn>('users/login', { phone: person.phone, password: testPassword });
      for (const at of [api, other]) t.equal((await at.as(body).get('users/me')).status, 200);
    }
  });

  await t.test('NOT_FOUND, FORBIDDEN', async (t) => {
    for (const id of [randomUUID(), 'x']) isError(t, await force(id), 'NOT_FOUND', id);
    for (const role of ['User', 'Support'] as const) {
      const someone = await make(role);
      isError(t, await force(admin.id, someone), 'FORBIDDEN', role);
    }
    isError(t, await api.post(`admin/users/${admin.id}/force-offline`), 'UNAUTHORIZED');
    t.equal((await api.as(admin).get('users/me')).status, 200);
  });
});

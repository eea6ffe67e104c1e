import type { ManagedPerson, PeopleAnswer } from '@samvad/contract';
import { makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isProfile } from './support/shapes.js';

type Query = Record<string, string>;

test('GET /admin/users', async (t) => {
  const { api, core, make } = await startApi(t);
  const admin = await make('Admin', 'Meera Admin');
  const list = (query: Query = {}, as: TestPerson = admin) =>
    api.as(as).get<PeopleAnswer>(`admin/users?${new URLSearchParams(query)}`);
  const found = async (query: Query) => (await list({ limit: '100', ...query })).body.data;
  const namesOf = (people: ManagedPerson[]) => people.map(({ name }) => name);

  await t.test('each in full', async (t) => {
    const [customer, agent] = [await make('User', 'Zoya'), await make('Support', 'Zubin')];
    const ids = await Promise.all([1, 2, 3, 4].map(() => makeConversation(core, customer, agent)));
    const status = (id: string | undefined, to: string) =>
      core.db.pool.query('update conversations set status = $2 where id = $1', [id, to]);
    await Promise.all([status(ids[0], 'pending'), status(ids[1], 'resolved'), status(ids[2], 'closed')]);
    const answer = await list({ q: 'zu' });
    t.equal(answer.status, 200);
    const [person] = answer.body.data;
    if (!person) throw new Error('nobody was found');
    isProfile(t, person, { phone: agent.phone });
    t.match(person, { id: agent.id, name: 'Zubin', role: 'Support', isActive: true, activeConversations: 2 });
    t.match(person.createdAt, /^\d{4}-\d\d-\d\dT.*Z$/);
    t.equal((await found({ q: 'zoya' }))[0]?.activeConversations, 2, "a customer's own");
    t.same(answer.body.pagination, { limit: 50, hasMore: false, nextCursor: null });
  });

  await t.test('by name, in pages that neither repeat nor leave out', async (t) => {
    const names = ['Anil', 'anita', 'Bela', 'Bela', 'Bela', 'बीना', 'Chetan', '😀'.repeat(40)];
    const people = await Promise.all(names.map((name) => make('User', `Page ${name}`)));
    for (const limit of ['1', '2', '3', '7', '8', '9']) {
      const all: ManagedPerson[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query: Query = { q: 'Page ', role: 'User', limit, ...(cursor ? { cursor } : {}) };
        const { body }: { body: PeopleAnswer } = await list(query);
        t.equal(body.pagination.hasMore, body.pagination.nextCursor !== null);
        all.push(...body.data);
        cursor = body.pagination.nextCursor;
      }
      t.same(new Set(all.map(({ id }) => id)), new Set(people.map(({ id }) => id)), `limit ${limit}`);
      t.equal(all.length, people.length, `limit ${limit}: each once`);
      t.same(namesOf(all), namesOf(await found({ q: 'Page ', role: 'User' })), `limit ${limit}: the same order`);
    }
  });

  await t.test('by role, and by whether they are active', async (t) => {
    const [one, two] = [await make('Support', 'Rolly One'), await make('User', 'Rolly Two')];
    await api.as(admin).patch(`admin/users/${one.id}`, { isActive: false });
    t.same(namesOf(await found({ q: 'Rolly' })), ['Rolly One', 'Rolly Two']);
    t.same(namesOf(await found({ q: 'Rolly', role: 'User' })), [two.name]);
    t.same(namesOf(await found({ q: 'Rolly', isActive: 'true' })), [two.name]);
    t.same(namesOf(await found({ q: 'Rolly', isActive: 'false' })), [one.name]);
    t.same(await found({ q: 'Rolly', isActive: 'false', role: 'User' }), []);
    t.ok((await found({ isActive: 'false' })).every(({ isActive }) => !isActive));
  });

  await t.test('by part of a name or the beginning of a phone number', async (t) => {
    const { phone, name } = await make('User', 'Search_me 100% Kumar');
    const local = phone.slice(3);
    const spellings = [phone, phone.slice(0, 9), local, `0${local}`, `${local.slice(0, 5)} ${local.slice(5)}`];
    for (const q of [...spellings, 'search_ME', '100%', 'kumar', 'arch', 'Se', 'ku', ' Kumar ']) {
      t.ok(namesOf(await found({ q })).includes(name), JSON.stringify(q));
    }
    for (const q of ['earch_x', '%%%', '___', local.slice(2), 'um', '\\', "' or 1=1 --"]) {
      t.notOk(namesOf(await found({ q })).includes(name), JSON.stringify(q));
    }
  });

  await t.test('is FORBIDDEN to others', async (t) => {
    for (const role of ['User', 'Support'] as const) isError(t, await list({}, await make(role)), 'FORBIDDEN', role);
    isError(t, await api.get('admin/users'), 'UNAUTHORIZED');
  });

  await t.test('VALIDATION', async (t) => {
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    const bad: Query[] = [
      { limit: '0' },
      { limit: '101' },
      { limit: 'x' },
      { role: 'Root' },
      { isActive: 'perhaps' },
      { q: 'x'.repeat(101) },
      { q: 'a\0b' },
      { cursor: 'x' },
      { cursor: encode("' or 1=1") },
      { cursor: encode(crypto.randomUUID()) },
    ];
    for (const query of bad) isError(t, await list(query), 'VALIDATION', JSON.stringify(query));
  });
});

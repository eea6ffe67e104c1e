import type { Conversation, MessagesAnswer } from '@samvad/contract';
import { Audience, type Core, Presence } from '@samvad/core';
import { eventually, makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import type { Client } from './support/client.js';
import { isConversation, isError, isProfile } from './support/shapes.js';

const open = (at: Client, person: { token: string }, body?: unknown) =>
  at.as(person).post<{ data: Conversation }>('chat/conversations', body);

test('POST /chat/conversations', async (t) => {
  const { api, other, make } = await startApi(t, { nodes: 2 });
  const textsOf = async (person: TestPerson, id: string) =>
    (await api.as(person).get<MessagesAnswer>(`chat/messages/${id}`)).body.data.map(({ content }) => content);
  const customer = await make('User');

  await t.test('without agents there is a conversation all the same', async (t) => {
    const answer = await open(api, customer, { subject: ' Refund ' });
    t.equal(answer.status, 201);
    isConversation(t, answer.body.data);
    t.match(answer.body.data, {
      user: { id: customer.id },
      assignedSupportId: null,
      support: null,
      status: 'open',
      subject: 'Refund',
      lastMessage: null,
      lastSeq: 0,
      unreadCount: 0,
    });
  });

  const agent = await make('Support');

  await t.test('a customer opens one and an agent is assigned', async (t) => {
    const person = await make('User');
    const answer = await open(api, person, { subject: 'Late parcel', message: 'Where is it?' });
    t.equal(answer.status, 201);
    const { data } = answer.body;
    isConversation(t, data);
    t.match(data, { assignedSupportId: agent.id, subject: 'Late parcel', lastSeq: 1, unreadCount: 0 });
    t.match(data.lastMessage, { content: 'Where is it?', senderId: person.id, messageType: 'text', seq: 1 });
    isProfile(t, data.user, { phone: person.phone });
    isProfile(t, data.support ?? data.user, { phone: null }, 'support');
    t.equal(data.support?.role, 'Support');
    const seen = await other.as(agent).get<{ data: Conversation }>(`chat/conversations/${data._id}`);
    t.match([seen.status, seen.body.data], [200, { unreadCount: 1 }]);
  });

  await t.test('everything in the body may be left out, and the body too', async (t) => {
    const json = { 'content-type': 'application/json' };
    const options = [{}, { raw: '{}' }, { raw: '', headers: json }, { raw: '{"subject":null,"message":null}' }];
    for (const option of options) {
      const answer = await api
        .as(await make('User'))
        .post<{ data: Conversation }>('chat/conversations', undefined, option);
      t.match([answer.status, answer.body.data], [201, { subject: null, lastMessage: null }], JSON.stringify(option));
    }
  });

  await t.test('while it is open or pending the same one is returned', async (t) => {
    const person = await make('User');
    const first = (await open(api, person, { subject: 'One', message: 'hello' })).body.data;
    for (const status of ['open', 'pending']) {
      await api.as(agent).patch(`chat/conversations/${first._id}`, { status });
      const again = await open(other, person, { subject: 'Two' });
      t.match([again.status, again.body.data], [200, { _id: first._id, subject: 'One', status }], status);
      isConversation(t, again.body.data);
    }
    for (const status of ['resolved', 'closed']) {
      const before = (await open(api, person)).body.data._id;
      await api.as(agent).patch(`chat/conversations/${before}`, { status });
      const next = await open(api, person);
      t.equal(next.status, 201, status);
      t.not(next.body.data._id, before);
    }
  });

  await t.test('a retry sends its message once', async (t) => {
    const person = await make('User');
    const body = { message: 'My order 4711 has not come 🙁' };
    const first = await open(api, person, body);
    const retry = await open(other, person, body);
    t.same([first.status, retry.status], [201, 200]);
    t.equal(retry.body.data._id, first.body.data._id);
    t.same(await textsOf(person, first.body.data._id), [body.message]);
    const more = await open(api, person, { message: 'And another thing' });
    t.match([more.status, more.body.data.lastSeq], [200, 2]);
    t.same(await textsOf(person, first.body.data._id), [body.message, 'And another thing']);
  });

  await t.test('the same words in a new conversation are a new message', async (t) => {
    const person = await make('User');
    const first = (await open(api, person, { message: 'hello' })).body.data._id;
    await api.as(agent).patch(`chat/conversations/${first}`, { status: 'closed' });
    const next = await open(api, person, { message: 'hello' });
    t.match([next.status, next.body.data], [201, { lastSeq: 1, lastMessage: { content: 'hello' } }]);
    t.same(await textsOf(person, first), ['hello']);
  });

  await t.test('several at once make one, with one message', async (t) => {
    const person = await make('User');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => open(i % 2 ? api : other, person, { message: 'Anybody there?' })),
    );
    t.equal(answers.filter(({ status }) => status === 201).length, 1);
    t.equal(answers.filter(({ status }) => status === 200).length, 11);
    const ids = new Set(answers.map(({ body }) => body.data._id));
    t.equal(ids.size, 1);
    t.same(await textsOf(person, [...ids][0] as string), ['Anybody there?']);
  });

  await t.test('agents and admins do not open any', async (t) => {
    for (const role of ['Support', 'Admin'] as const) {
      isError(t, await open(api, await make(role), { message: 'hello' }), 'FORBIDDEN', role);
    }
  });

  await t.test('VALIDATION, and then there is none', async (t) => {
    const person = await make('User');
    const bad: [string, unknown][] = [
      ['an empty message', { message: '' }],
      ['a blank message', { message: ' \n\t ' }],
      ['4001 characters', { message: 'x'.repeat(4001) }],
      ['4001 emoji', { message: '🎉'.repeat(4001) }],
      ['NUL in the message', { message: 'a\0b' }],
      ['a number as the message', { message: 7 }],
      ['an object as the message', { message: { text: 'x' } }],
      ['a number as the subject', { subject: 7 }],
      ['NUL in the subject', { subject: 'a\0b' }],
      ['a very long subject', { subject: 'x'.repeat(5000) }],
      ['a list', []],
      ['a string', 'hello'],
    ];
    for (const [what, body] of bad) isError(t, await open(api, person, body), 'VALIDATION', what);
    for (const field of ['message', 'subject']) {
      const answer = await api.as(person).post('chat/conversations', undefined, { raw: `{"${field}":"\\ud83d"}` });
      isError(t, answer, 'VALIDATION', `half an emoji in the ${field}`);
    }
    t.same((await api.as(person).get<{ data: unknown[] }>('chat/conversations')).body.data, []);
    const longest = await open(api, person, { message: '🎉'.repeat(4000) });
    t.equal(longest.status, 201, '4000 emoji are 4000 characters');
  });

  await t.test('nothing else is taken from the body', async (t) => {
    const [person, victim] = [await make('User'), await make('User')];
    const body = {
      user: victim.id,
      customerId: victim.id,
      assignedSupportId: customer.id,
      status: 'closed',
      lastSeq: 9,
    };
    const { status, body: answer } = await open(api, person, { ...body, _id: 'mine' });
    t.equal(status, 201);
    t.match(answer.data, { user: { id: person.id }, support: { role: 'Support' }, status: 'open', lastSeq: 0 });
    t.not(answer.data._id, 'mine');
  });
});

/** Socket nodes register who is connected; here one stands in that has only its register. */
async function startPresence(t: { teardown(work: () => unknown): void }, core: Core): Promise<Presence> {
  const { redis, db, config, log, metrics, broadcaster } = core;
  const audience = new Audience(db);
  const presence = new Presence({ redis, db, config, log, metrics, broadcaster, audience, nodeName: 'presence' });
  await presence.start();
  t.teardown(() => presence.stop());
  return presence;
}

test('whom a new conversation goes to', async (t) => {
  const { api, core, make } = await startApi(t);
  const agents = [await make('Support'), await make('Support'), await make('Support')] as const;
  const assigned = async () => (await open(api, await make('User'))).body.data.assignedSupportId;
  const give = async (agent: TestPerson, count: number, status: 'open' | 'pending' | 'resolved' | 'closed') => {
    for (let i = 0; i < count; i += 1) {
      const id = await makeConversation(core, await make('User'), agent);
      await core.db.kysely.updateTable('conversations').set({ status }).where('id', '=', id).execute();
    }
  };

  await t.test('the agent with the fewest open and pending ones', async (t) => {
    await give(agents[0], 1, 'open');
    await give(agents[0], 1, 'pending');
    await give(agents[1], 3, 'open');
    // What is done is no load.
    await give(agents[2], 6, 'closed');
    await give(agents[2], 6, 'resolved');
    t.same([await assigned(), await assigned()], [agents[2].id, agents[2].id]);
    const next = new Set([await assigned(), await assigned()]);
    t.same(next, new Set([agents[0].id, agents[2].id]), 'then those with two each');
  });

  await t.test('a rush is spread evenly', async (t) => {
    // Three open ones each by now.
    const rush = await Promise.all(Array.from({ length: 9 }, assigned));
    for (const { id } of agents) t.equal(rush.filter((one) => one === id).length, 3);
  });

  await t.test('those online first, whatever their load', async (t) => {
    const presence = await startPresence(t, core);
    await give(agents[1], 2, 'open');
    await presence.connect(agents[1].id, 'a-device');
    const isOnline = async () => {
      const { body } = await api.as(agents[1]).get<{ data: { isOnline: boolean } }>('users/me');
      return body.data.isOnline;
    };
    await eventually(isOnline, 'the agent is seen online');
    t.equal(await assigned(), agents[1].id, 'the busiest, but there');
    await presence.connect(agents[0].id, 'another-device');
    t.equal(await assigned(), agents[0].id, 'the less busy of two who are there');
  });

  await t.test('never an admin or a customer', async (t) => {
    const solo = await startApi(t);
    await solo.make('Admin');
    await solo.make('User');
    const { body } = await open(solo.api, await solo.make('User'));
    t.equal(body.data.assignedSupportId, null);
  });
});

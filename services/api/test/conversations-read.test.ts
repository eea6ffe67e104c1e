import type { Conversation, MarkedRead } from '@samvad/contract';
import { makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError } from './support/shapes.js';

interface Read {
  data: MarkedRead;
}

test('POST /chat/conversations/:id/read', async (t) => {
  const { api, other, core, make } = await startApi(t, { nodes: 2 });
  const [customer, agent, admin] = [await make('User'), await make('Support'), await make('Admin')];
  const read = (person: TestPerson, id: string, body?: unknown, at = api) =>
    at.as(person).post<Read>(`chat/conversations/${id}/read`, body);
  const unread = async (person: TestPerson, id: string) =>
    (await other.as(person).get<{ data: Conversation }>(`chat/conversations/${id}`)).body.data.unreadCount;
  /** `c` is a message of the customer's, `a` one of the agent's. */
  const said = async (turns: string) => {
    const id = await makeConversation(core, customer, agent);
    for (const turn of turns) {
      const as = api.as(turn === 'c' ? customer : agent);
      await as.post(`chat/messages/${id}`, { messageType: 'text', content: turn });
    }
    return id;
  };

  await t.test('without upToSeq everything is read', async (t) => {
    const json = { 'content-type': 'application/json' };
    for (const options of [{}, { raw: '{}' }, { raw: '', headers: json }]) {
      const id = await said('aca');
      const answer = await api.as(customer).post<Read>(`chat/conversations/${id}/read`, undefined, options);
      const all = { conversationId: id, upToSeq: 3, unreadCount: 0, readCount: 2, lastSeq: 3 };
      t.same([answer.status, answer.body], [200, { data: all }]);
      t.same([await unread(customer, id), await unread(agent, id)], [0, 1]);
    }
  });

  await t.test('counts exactly the other side’s messages after the pointer', async (t) => {
    const turns = 'caacccaaaca';
    for (const [person, others] of [
      [customer, 'a'],
      [agent, 'c'],
      [admin, 'c'],
    ] as const) {
      const id = await said(turns);
      t.equal(await unread(person, id), [...turns].filter((turn) => turn === others).length);
      for (let upToSeq = 0; upToSeq <= turns.length; upToSeq += 1) {
        const expected = [...turns.slice(upToSeq)].filter((turn) => turn === others).length;
        const readCount = [...turns.slice(0, upToSeq)].filter((turn) => turn === others).length;
        const answer = await read(person, id, { upToSeq });
        const counted = { unreadCount: expected, readCount, lastSeq: turns.length };
        t.same(answer.body.data, { conversationId: id, upToSeq, ...counted }, `${person.name} ${upToSeq}`);
        t.equal(await unread(person, id), expected);
      }
    }
  });

  await t.test('the pointer only rises', async (t) => {
    const id = await said('aaaaa');
    t.match((await read(customer, id, { upToSeq: 4 })).body.data, { upToSeq: 4, unreadCount: 1 });
    for (const upToSeq of [2, 0, 4]) {
      t.match((await read(customer, id, { upToSeq }, other)).body.data, { upToSeq: 4, unreadCount: 1 }, `${upToSeq}`);
    }
    t.match((await read(customer, id, { upToSeq: 5 })).body.data, { upToSeq: 5, unreadCount: 0 });
  });

  await t.test('beyond the head is the head, and what comes later is unread', async (t) => {
    for (const upToSeq of [3, 100, 2_147_483_647, 2_147_483_648, Number.MAX_SAFE_INTEGER]) {
      const id = await said('aa');
      t.match((await read(customer, id, { upToSeq })).body.data, { upToSeq: 2, unreadCount: 0 }, `${upToSeq}`);
      await api.as(agent).post(`chat/messages/${id}`, { messageType: 'text', content: 'later' });
      t.equal(await unread(customer, id), 1);
    }
  });

  await t.test('of an empty conversation', async (t) => {
    const id = await said('');
    const nothing = { conversationId: id, upToSeq: 0, unreadCount: 0, readCount: 0, lastSeq: 0 };
    t.same((await read(agent, id)).body, { data: nothing });
  });

  await t.test('many at once on two nodes end at the highest', async (t) => {
    const id = await said('acacacacac');
    const order = [3, 9, 1, 7, 5, 2, 8, 4, 6, 0];
    const answers = await Promise.all(order.map((upToSeq, i) => read(customer, id, { upToSeq }, i % 2 ? api : other)));
    t.ok(answers.every(({ status }) => status === 200));
    t.equal(await unread(customer, id), 0);
    const last = await read(customer, id, { upToSeq: 0 });
    t.match(last.body.data, { upToSeq: 9, unreadCount: 0 });
  });

  await t.test('one reader’s pointer is not another’s', async (t) => {
    const id = await said('cccc');
    await read(admin, id);
    t.same([await unread(admin, id), await unread(agent, id), await unread(customer, id)], [0, 4, 0]);
  });

  await t.test('VALIDATION', async (t) => {
    const id = await said('a');
    for (const upToSeq of [-1, 1.5, '1', true, [], {}, null, 1e300]) {
      isError(t, await read(customer, id, { upToSeq }), 'VALIDATION', JSON.stringify(upToSeq));
    }
    for (const body of [[], 'all', 7]) isError(t, await read(customer, id, body), 'VALIDATION', JSON.stringify(body));
    t.equal(await unread(customer, id), 1);
  });

  await t.test('of what names nothing NOT_FOUND', async (t) => {
    for (const id of ['x', crypto.randomUUID()]) isError(t, await read(customer, id), 'NOT_FOUND', id);
  });
});

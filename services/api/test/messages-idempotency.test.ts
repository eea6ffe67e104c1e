import type { Conversation, Message } from '@samvad/contract';
import { makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isMessage } from './support/shapes.js';

test('a send that is retried', async (t) => {
  const { api, other, core, make } = await startApi(t, { nodes: 2 });
  const [customer, agent] = [await make('User'), await make('Support')];
  const send = (person: TestPerson, id: string, content: string, clientMessageId?: string, at = api) =>
    at.as(person).post<{ data: Message }>(`chat/messages/${id}`, { messageType: 'text', content, clientMessageId });
  const history = async (id: string) =>
    (await api.as(customer).get<{ data: Message[] }>(`chat/messages/${id}?limit=200`)).body.data;

  await t.test('answers with the message stored first, on any node, however late', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const first = await send(customer, id, 'hello', 'a');
    t.equal(first.status, 201);
    await send(agent, id, 'meanwhile');
    for (const at of [api, other, api]) {
      const retry = await send(customer, id, 'hello', 'a', at);
      t.match(retry.status, /^20[01]$/);
      isMessage(t, retry.body.data);
      const { _id, seq, createdAt, content, clientMessageId } = first.body.data;
      t.match(retry.body.data, { _id, seq, createdAt, content, clientMessageId });
    }
    t.same(
      (await history(id)).map(({ content }) => content),
      ['hello', 'meanwhile'],
    );
  });

  await t.test('tells truly whether the message has been read since', async (t) => {
    const id = await makeConversation(core, customer, agent);
    await send(customer, id, 'hello', 'a');
    await api.as(agent).post(`chat/conversations/${id}/read`);
    const retry = await send(customer, id, 'hello', 'a', other);
    const [stored] = await history(id);
    t.match(retry.body.data, {
      isRead: true,
      readAt: stored?.readAt,
      isDelivered: true,
      deliveredAt: stored?.deliveredAt,
    });
  });

  await t.test('with other content is a CONFLICT', async (t) => {
    const id = await makeConversation(core, customer, agent);
    await send(customer, id, 'hello', 'a');
    for (const at of [api, other]) {
      for (const content of ['hello!', 'Hello', 'hello ']) {
        isError(t, await send(customer, id, content, 'a', at), 'CONFLICT', JSON.stringify(content));
      }
    }
    t.same(
      (await history(id)).map(({ content }) => content),
      ['hello'],
    );
  });

  await t.test('the id is the sender’s and the conversation’s own', async (t) => {
    const [id, second] = [await makeConversation(core, customer, agent), await makeConversation(core, customer, agent)];
    const answers = [
      await send(customer, id, 'one', 'a'),
      await send(agent, id, 'two', 'a'),
      await send(customer, second, 'three', 'a'),
      await send(customer, id, 'four', 'A'),
    ];
    t.same(
      answers.map(({ status, body }) => [status, body.data.seq]),
      [
        [201, 1],
        [201, 2],
        [201, 1],
        [201, 3],
      ],
    );
  });

  await t.test('without an id every send is a message', async (t) => {
    const id = await makeConversation(core, customer, agent);
    for (const at of [api, other, api]) await send(customer, id, 'same', undefined, at);
    t.same(
      (await history(id)).map(({ seq }) => seq),
      [1, 2, 3],
    );
  });

  await t.test('50 at once on two nodes are one message', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => send(customer, id, 'once', 'a', i % 2 ? api : other)),
    );
    t.ok(answers.every(({ status }) => status === 200 || status === 201));
    t.equal(new Set(answers.map(({ body }) => body.data._id)).size, 1);
    t.equal(new Set(answers.map(({ body }) => body.data.createdAt)).size, 1);
    t.same(
      (await history(id)).map(({ seq, content }) => [seq, content]),
      [[1, 'once']],
    );
  });

  await t.test('many messages, each tried five times at once, leave no gap in seq', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const tries = Array.from({ length: 150 }, (_, i) => {
      const n = i % 30;
      return send(n % 2 ? customer : agent, id, `text ${n}`, `id-${n}`, i % 2 ? api : other);
    });
    const answers = await Promise.all(tries);
    const stored = await history(id);
    t.same(
      stored.map(({ seq }) => seq),
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
    t.equal(new Set(stored.map(({ content }) => content)).size, 30);
    const seqOf = new Map(stored.map(({ content, seq }) => [content, seq]));
    t.ok(
      answers.every(({ body }) => body.data.seq === seqOf.get(body.data.content)),
      'all were told the same',
    );
  });

  await t.test('of two contents at once under one id one wins', async (t) => {
    const id = await makeConversation(core, customer, agent);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => send(customer, id, i % 4 < 2 ? 'left' : 'right', 'a', i % 2 ? api : other)),
    );
    const [stored, ...more] = await history(id);
    t.same([stored?.seq, more], [1, []]);
    for (const answer of answers) {
      if (answer.status === 409) isError(t, answer, 'CONFLICT');
      else t.equal(answer.body.data.content, stored?.content);
    }
    t.equal(answers.filter(({ status }) => status === 409).length, 10);
  });

  await t.test('reopens nothing and counts for nothing', async (t) => {
    const id = await makeConversation(core, customer, agent);
    await send(customer, id, 'hello', 'a');
    await api.as(agent).post(`chat/conversations/${id}/read`);
    await api.as(agent).patch(`chat/conversations/${id}`, { status: 'closed' });
    const get = async () => (await api.as(agent).get<{ data: Conversation }>(`chat/conversations/${id}`)).body.data;
    const before = await get();
    t.match((await send(customer, id, 'hello', 'a', other)).status, /^20[01]$/);
    isError(t, await send(customer, id, 'other', 'a'), 'CONFLICT');
    t.same(await get(), before);
    t.match(before, { status: 'closed', unreadCount: 0, lastSeq: 1 });
  });
});

import type { MessagesAnswer } from '@samvad/contract';
import { makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isMessage, isProfile } from './support/shapes.js';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('GET /chat/messages/:conversationId', async (t) => {
  const { api, core, make } = await startApi(t);
  const [customer, agent, admin] = [await make('User'), await make('Support'), await make('Admin')];
  const history = (person: TestPerson, id: string, query = '') =>
    api.as(person).get<MessagesAnswer>(`chat/messages/${id}${query}`);
  const say = (person: TestPerson, id: string, content: string) =>
    api.as(person).post(`chat/messages/${id}`, { messageType: 'text', content });
  const seqs = ({ body }: { body: MessagesAnswer }) => body.data.map(({ seq }) => seq);

  const id = await makeConversation(core, customer, agent);
  for (const seq of range(1, 73)) await say(seq % 3 ? customer : agent, id, `message ${seq}`);

  await t.test('the last 50, oldest first', async (t) => {
    for (const viewer of [customer, agent, admin]) {
      const answer = await history(viewer, id);
      t.equal(answer.status, 200);
      t.same(seqs(answer), range(24, 73));
      t.same(answer.body.pagination, { limit: 50, hasMore: true, oldestSeq: 24, newestSeq: 73 });
      t.ok(answer.body.data.every((message) => message.content === `message ${message.seq}`));
    }
  });

  await t.test('each in full; the customer learns no agent’s phone', async (t) => {
    for (const viewer of [customer, agent, admin]) {
      const answer = await history(viewer, id, '?limit=3');
      for (const message of answer.body.data) {
        isMessage(t, message);
        const sender = message.senderId === agent.id ? agent : customer;
        const phone = viewer === customer && sender === agent ? null : sender.phone;
        isProfile(t, message.sender, { phone }, 'sender');
        t.match(message, {
          conversationId: id,
          senderId: sender.id,
          messageType: 'text',
          mediaId: null,
          isRead: false,
        });
      }
      if (viewer === customer) t.notMatch(answer.text, agent.phone);
    }
    const { data } = (await history(agent, id, '?limit=200')).body;
    t.equal(new Set(data.map(({ _id }) => _id)).size, 73, 'ids are unique');
    const times = data.map(({ createdAt }) => createdAt);
    t.same(times, [...times].sort(), 'time never goes back');
  });

  await t.test('pages', async (t) => {
    const pages: [string, number[], boolean][] = [
      ['?limit=1', [73], true],
      ['?limit=73', range(1, 73), false],
      ['?limit=72', range(2, 73), true],
      ['?limit=200', range(1, 73), false],
      ['?before=24', range(1, 23), false],
      ['?before=60&limit=5', range(55, 59), true],
      ['?before=6&limit=5', range(1, 5), false],
      ['?before=7&limit=5', range(2, 6), true],
      ['?before=1', [], false],
      ['?before=0', [], false],
      ['?before=1000&limit=2', [72, 73], true],
      ['?before=9007199254740991&limit=2', [72, 73], true],
      ['?after=0&limit=5', range(1, 5), true],
      ['?after=0', range(1, 50), true],
      ['?after=23', range(24, 73), false],
      ['?after=22', range(23, 72), true],
      ['?after=70', [71, 72, 73], false],
      ['?after=72', [73], false],
      ['?after=73', [], false],
      ['?after=9007199254740991', [], false],
    ];
    for (const [query, expected, hasMore] of pages) {
      const answer = await history(customer, id, query);
      t.same(seqs(answer), expected, query);
      t.match(
        answer.body.pagination,
        { hasMore, oldestSeq: expected[0] ?? null, newestSeq: expected.at(-1) ?? null },
        `${query}: pagination`,
      );
    }
  });

  await t.test('walking back and forth meets each message once', async (t) => {
    for (const limit of [1, 7, 36, 73]) {
      const back: number[] = [];
      for (let before = 74, more = true; more; ) {
        const answer = await history(agent, id, `?limit=${limit}&before=${before}`);
        back.unshift(...seqs(answer));
        before = answer.body.pagination.oldestSeq ?? 0;
        more = answer.body.pagination.hasMore;
      }
      t.same(back, range(1, 73), `back by ${limit}`);
      const forth: number[] = [];
      for (let after = 0, more = true; more; ) {
        const answer = await history(agent, id, `?limit=${limit}&after=${after}`);
        forth.push(...seqs(answer));
        after = answer.body.pagination.newestSeq ?? 0;
        more = answer.body.pagination.hasMore;
      }
      t.same(forth, range(1, 73), `forth by ${limit}`);
    }
  });

  await t.test('an empty conversation', async (t) => {
    const empty = await makeConversation(core, customer, agent);
    const { status, body } = await history(customer, empty);
    const pagination = { limit: 50, hasMore: false, oldestSeq: null, newestSeq: null };
    t.same([status, body], [200, { data: [], pagination }]);
  });

  await t.test('isRead and isDelivered tell of the other side', async (t) => {
    const two = await makeConversation(core, customer, agent);
    for (const person of [customer, agent, customer, agent]) await say(person, two, 'x');
    await api.as(agent).post(`chat/conversations/${two}/read`, { upToSeq: 1 });
    await api.as(customer).post(`chat/conversations/${two}/read`);
    for (const viewer of [customer, agent, admin]) {
      const { data } = (await history(viewer, two)).body;
      for (const message of data) isMessage(t, message);
      t.same(
        data.map(({ isRead }) => isRead),
        [true, true, false, true],
      );
      t.same(
        data.map(({ isDelivered }) => isDelivered),
        [true, true, false, true],
        'what is read has arrived',
      );
    }
    const before = (await history(agent, two)).body.data;
    await api.as(agent).post(`chat/conversations/${two}/read`);
    const after = (await history(agent, two)).body.data;
    t.equal(after[0]?.readAt, before[0]?.readAt, 'the time of the first reading stays');
    t.ok(after.every(({ isRead }) => isRead));
  });

  await t.test('VALIDATION', async (t) => {
    const queries = [
      '?before=5&after=1',
      '?before=0&after=0',
      '?limit=0',
      '?limit=-1',
      '?limit=ten',
      '?limit=100000',
      '?limit=NaN',
      '?before=x',
      '?before=',
      '?before=1.5',
      '?before=1e3',
      '?before=0x10',
      '?before=true',
      '?after=',
      '?limit=1.5',
      '?before=-1',
      '?after=-1',
      '?after=x',
      '?after=99999999999999999999',
      '?before=1&before=2',
      '?after[]=1&after[]=2&after=x',
    ];
    for (const query of queries) isError(t, await history(customer, id, query), 'VALIDATION', query);
  });

  await t.test('of what names nothing NOT_FOUND', async (t) => {
    for (const one of ['x', crypto.randomUUID(), `${id}'`, '%00'])
      isError(t, await history(agent, one), 'NOT_FOUND', one);
  });
});

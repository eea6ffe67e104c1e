import type { Conversation, ConversationsAnswer } from '@samvad/contract';
import type { Core } from '@samvad/core';
import { makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isConversation, isError, isProfile } from './support/shapes.js';

type Query = Record<string, string | number>;

/** As if the conversation had last changed then. */
async function touch(core: Core, ids: string[], at: Date): Promise<void> {
  await core.db.kysely
    .updateTable('conversations')
    .set({ updated_at: at, activity_bucket: Math.floor(at.getTime() / 256_000) })
    .where('id', 'in', ids)
    .execute();
}

test('GET /chat/conversations', async (t) => {
  const { api, core, make } = await startApi(t);
  const list = (person: TestPerson, query: Query = {}) =>
    api
      .as(person)
      .get<ConversationsAnswer>(`chat/conversations?${new URLSearchParams(query as Record<string, string>)}`);
  const idsOf = (conversations: Conversation[]) => conversations.map(({ _id }) => _id);
  /** All pages, by their cursors. */
  const walk = async (person: TestPerson, query: Query) => {
    const pages: Conversation[][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body }: { body: ConversationsAnswer } = await list(person, { ...query, ...(cursor ? { cursor } : {}) });
      pages.push(body.data);
      t.equal(body.pagination.hasMore, body.pagination.nextCursor !== null);
      cursor = body.pagination.nextCursor;
    }
    return pages;
  };

  await t.test('customers see their own, agents those assigned to them, admins all', async (t) => {
    const [customer, stranger] = [await make('User'), await make('User')];
    const [agent, colleague, admin] = [await make('Support'), await make('Support'), await make('Admin')];
    const mine = await makeConversation(core, customer, agent);
    const unassigned = await makeConversation(core, customer, null);
    const theirs = await makeConversation(core, stranger, colleague);
    const seenBy = async (person: TestPerson) => new Set(idsOf((await list(person, { limit: 100 })).body.data));
    t.same(await seenBy(customer), new Set([mine, unassigned]));
    t.same(await seenBy(stranger), new Set([theirs]));
    t.same(await seenBy(agent), new Set([mine]));
    t.same(await seenBy(colleague), new Set([theirs]));
    t.same(await seenBy(admin), new Set([mine, unassigned, theirs]));
    t.same(await seenBy(await make('Support')), new Set());
  });

  await t.test('each in full, as the viewer sees it', async (t) => {
    const [customer, agent, admin] = [await make('User'), await make('Support'), await make('Admin')];
    const id = await makeConversation(core, customer, agent);
    await api.as(customer).post(`chat/messages/${id}`, { messageType: 'text', content: 'one' });
    await api.as(agent).post(`chat/messages/${id}`, { messageType: 'text', content: 'two' });
    for (const viewer of [customer, agent, admin]) {
      const answer = await list(viewer);
      t.equal(answer.status, 200);
      t.same(answer.body.pagination.limit, 20, 'the default limit');
      const found = answer.body.data.find(({ _id }) => _id === id) as Conversation;
      isConversation(t, found);
      const isAgent = viewer !== customer;
      isProfile(t, found.user, { phone: customer.phone });
      isProfile(t, found.support ?? found.user, { phone: isAgent ? agent.phone : null }, 'support');
      const sender = found.lastMessage?.sender ?? found.user;
      isProfile(t, sender, { phone: isAgent ? agent.phone : null }, 'lastMessage.sender');
      t.match(found, { lastSeq: 2, unreadCount: 1, lastMessage: { content: 'two', senderId: agent.id } });
    }
  });

  await t.test('nobody has none', async (t) => {
    const { body, status } = await list(await make('User'));
    t.same([status, body], [200, { data: [], pagination: { limit: 20, hasMore: false, nextCursor: null } }]);
  });

  await t.test('newest first, and a message makes one the newest', async (t) => {
    const [agent, customer] = [await make('Support'), await make('User')];
    const ids: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const id = await makeConversation(core, customer, agent);
      await touch(core, [id], new Date(Date.now() - 1e9 + i * 200_000));
      ids.unshift(id);
    }
    t.same(idsOf((await list(agent)).body.data), ids);
    const oldest = ids.at(-1) as string;
    await api.as(customer).post(`chat/messages/${oldest}`, { messageType: 'text', content: 'still there?' });
    const { data } = (await list(agent)).body;
    t.same(idsOf(data), [oldest, ...ids.slice(0, -1)]);
    t.equal(data[0]?.updatedAt, data[0]?.lastMessage?.createdAt);
  });

  await t.test('pages neither repeat nor leave out, also where many changed in the same millisecond', async (t) => {
    const [agent, customer] = [await make('Support'), await make('User')];
    const ids = await Promise.all(Array.from({ length: 23 }, () => makeConversation(core, customer, agent)));
    const at = new Date('2026-03-01T10:00:00.123Z');
    await touch(core, ids.slice(0, 11), at);
    await touch(core, ids.slice(11, 18), new Date(at.getTime() + 1));
    await touch(core, ids.slice(18, 20), new Date(at.getTime() + 3_600_000));
    // Over the edge of what is indexed together.
    await touch(core, ids.slice(20), new Date(Math.ceil(at.getTime() / 256_000) * 256_000));
    for (const viewer of [agent, customer]) {
      for (const limit of [1, 2, 5, 7, 22, 23, 24, 100]) {
        const pages = await walk(viewer, { limit });
        const all = pages.flat();
        t.same(new Set(idsOf(all)), new Set(ids), `limit ${limit}: all are there`);
        t.equal(all.length, ids.length, `limit ${limit}: each once`);
        t.ok(
          pages.slice(0, -1).every((page) => page.length === limit),
          `limit ${limit}: full pages`,
        );
        const times = all.map(({ updatedAt }) => updatedAt);
        t.same(times, [...times].sort().reverse(), `limit ${limit}: newest first`);
      }
    }
  });

  await t.test('what moves up while someone pages hides nothing of the rest', async (t) => {
    const [agent, customer] = [await make('Support'), await make('User')];
    const ids = await Promise.all(Array.from({ length: 6 }, () => makeConversation(core, customer, agent)));
    await touch(core, ids, new Date('2026-03-01T10:00:00.000Z'));
    const first = (await list(agent, { limit: 2 })).body;
    const rest = ids.filter((id) => !idsOf(first.data).includes(id));
    await api.as(customer).post(`chat/messages/${first.data[1]?._id}`, { messageType: 'text', content: 'up' });
    const then = (await list(agent, { limit: 10, cursor: first.pagination.nextCursor ?? '' })).body;
    t.same(new Set(idsOf(then.data)), new Set(rest));
  });

  await t.test('by status, also in pages', async (t) => {
    const [agent, customer] = [await make('Support'), await make('User')];
    const byStatus: Record<string, Set<string>> = {};
    for (const status of ['open', 'pending', 'resolved', 'closed'] as const) {
      const ids = await Promise.all([1, 2, 3].map(() => makeConversation(core, customer, agent)));
      await core.db.kysely.updateTable('conversations').set({ status }).where('id', 'in', ids).execute();
      byStatus[status] = new Set(ids);
    }
    for (const [status, ids] of Object.entries(byStatus)) {
      for (const viewer of [agent, customer]) {
        const found = (await walk(viewer, { status, limit: 2 })).flat();
        t.same(new Set(idsOf(found)), ids, status);
        t.ok(found.every((one) => one.status === status));
      }
    }
    isError(t, await list(agent, { status: 'lost' }), 'VALIDATION', 'an unknown status');
    isError(t, await list(agent, { status: '' }), 'VALIDATION', 'an empty status');
  });

  await t.test('by customer and by agent, within what the viewer may see', async (t) => {
    const [customer, second] = [await make('User', 'Filter Wala'), await make('User')];
    const [agent, colleague, admin] = [await make('Support'), await make('Support'), await make('Admin')];
    const mine = await makeConversation(core, customer, agent);
    const theirs = await makeConversation(core, customer, colleague);
    const loose = await makeConversation(core, customer, null);
    const closed = await makeConversation(core, customer, null);
    const others = await makeConversation(core, second, agent);
    await core.db.kysely.updateTable('conversations').set({ status: 'closed' }).where('id', '=', closed).execute();
    const found = async (viewer: TestPerson, query: Query) =>
      new Set(idsOf((await walk(viewer, { limit: 1, ...query })).flat()));
    const ofCustomer = { userId: customer.id };
    t.same(await found(admin, ofCustomer), new Set([mine, theirs, loose, closed]));
    t.same(await found(agent, ofCustomer), new Set([mine]));
    t.same(await found(admin, { assignedSupportId: agent.id }), new Set([mine, others]));
    t.same(await found(admin, { assignedSupportId: agent.id, ...ofCustomer }), new Set([mine]));
    t.same(await found(admin, { assignedSupportId: 'none', ...ofCustomer }), new Set([loose, closed]));
    t.same(await found(admin, { assignedSupportId: 'none', status: 'open', ...ofCustomer }), new Set([loose]));
    t.ok((await found(admin, { assignedSupportId: 'none' })).has(loose));
    t.same(await found(agent, { assignedSupportId: 'none' }), new Set());
    t.same(await found(agent, { assignedSupportId: colleague.id }), new Set());
    t.same(await found(agent, { assignedSupportId: agent.id }), new Set([mine, others]));
    t.same(await found(admin, { assignedSupportId: colleague.id, q: 'Filter' }), new Set([theirs]));
    t.same(await found(admin, { assignedSupportId: 'none', q: 'Filter', status: 'open' }), new Set([loose]));
    for (const query of [{ userId: 'x' }, { userId: crypto.randomUUID() }, { assignedSupportId: 'nobody' }])
      t.same(await found(admin, query), new Set(), JSON.stringify(query));
    const all = new Set([mine, theirs, loose, closed]);
    for (const query of [{ userId: second.id }, { assignedSupportId: 'none' }])
      t.same(await found(customer, query), all, "a customer's list is its own, whatever it asks for");
    for (const query of [{ userId: '' }, { assignedSupportId: '' }, { userId: 'x'.repeat(129) }])
      isError(t, await list(admin, query), 'VALIDATION', JSON.stringify(query));
  });

  await t.test('a cursor that we have not made is VALIDATION', async (t) => {
    const agent = await make('Support');
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    const id = await makeConversation(core, await make('User'), agent);
    const cursors = [
      'x',
      '!!!',
      '0',
      'null',
      encode('.'),
      encode(`NaN.${id}`),
      encode(`.${id}`),
      encode(`-1.${id}`),
      encode(`1e9.${id}`),
      encode(`${Date.now()}`),
      encode(`${Date.now()}.nobody`),
      encode(`${Date.now()}.${id}' or 1=1`),
      encode(`9999999999999999.${id}`),
      encode(`{"updatedAt":1,"id":"${id}"}`),
      '%00',
      'é',
      'x'.repeat(1000),
    ];
    for (const cursor of cursors) isError(t, await list(agent, { cursor }), 'VALIDATION', cursor.slice(0, 60));
    for (const digits of ['999999999999999', '549755814000000', '100000000000000']) {
      // Well formed, of a time that is past what is kept: refused or empty-handed, never our fault.
      const { status } = await list(agent, { cursor: encode(`${digits}.${id}`) });
      t.ok(status === 200 || status === 400, `a cursor of the far future: ${status}`);
    }
  });

  await t.test('limits that are none are VALIDATION', async (t) => {
    const agent = await make('Support');
    for (const limit of ['0', '-1', 'ten', '1e9', '100000', 'NaN', '[]']) {
      isError(t, await list(agent, { limit }), 'VALIDATION', limit);
    }
    isError(t, await api.as(agent).get('chat/conversations?limit=1&limit=2'), 'VALIDATION', 'two limits');
    isError(t, await api.as(agent).get('chat/conversations?q=a&q=b'), 'VALIDATION', 'two questions');
  });

  await t.test('a cursor of somebody else opens nothing', async (t) => {
    const [agent, admin, customer] = [await make('Support'), await make('Admin'), await make('User')];
    await makeConversation(core, customer, agent);
    const { nextCursor } = (await list(admin, { limit: 1 })).body.pagination;
    const stranger = await make('User');
    t.same((await list(stranger, { cursor: nextCursor ?? '' })).body.data, []);
  });
});

import assert from 'node:assert/strict';
import { type Chapter, check, live } from '../check.js';
import { gives, refuses, succeeds } from '../expect.js';
import type { Wire } from '../rest.js';
import { conversation, conversationPage } from '../shapes.js';

const ids = (page: Wire): string[] => page.data.map(({ _id }: Wire) => _id);

export const conversations: Chapter = {
  name: 'conversations',
  about: 'opening, listing, assigning, status, who may see what',
  checks: [
    check('a customer opens one: 201, open, its own', async (desk) => {
      const customer = await desk.crew.customer();
      const made = await gives(customer.post('/chat/conversations', { subject: 'Wheat' }), 201, conversation);
      assert.equal(made.user.id, customer.id);
      assert.equal(made.subject, 'Wheat');
      assert.equal(made.status, 'open');
      assert.equal(made.lastSeq, 0);
      assert.equal(made.lastMessage, null);
      assert.equal(made.support?.id ?? null, made.assignedSupportId, 'support is who is assigned');
      await desk.admin.patch(`/chat/conversations/${made._id}`, { status: 'closed' });
    }),
    check('opening with a first message stores it as seq 1', async (desk) => {
      const customer = await desk.crew.customer();
      const made = await gives(customer.post('/chat/conversations', { message: 'Help' }), 201, conversation);
      assert.equal(made.lastSeq, 1);
      assert.equal(made.lastMessage.content, 'Help');
      assert.equal(made.unreadCount, 0, 'the own message is not unread');
      await desk.admin.patch(`/chat/conversations/${made._id}`, { status: 'closed' });
    }),
    check('opening again answers 200 with the one that is still open', async (desk) => {
      const { id, customer } = await desk.talk();
      assert.equal((await gives(customer.post('/chat/conversations', {}), 200, conversation))._id, id);
      assert.equal((await gives(customer.post('/chat/conversations'), 200))._id, id, 'without a body');
    }),
    check('opening twice at once makes one', async (desk) => {
      const customer = await desk.crew.customer();
      const opened = await Promise.all([1, 2, 3, 4].map(() => customer.post('/chat/conversations', {})));
      assert.equal(new Set(opened.map(({ body }) => body.data?._id)).size, 1);
      assert.equal(opened.filter(({ status }) => status === 201).length, 1);
      await desk.admin.patch(`/chat/conversations/${opened[0]?.body.data._id}`, { status: 'closed' });
    }),
    check('agents and admins do not open any: FORBIDDEN', async (desk) => {
      const { agent } = await desk.talk();
      for (const person of [agent, desk.admin]) await refuses(person.post('/chat/conversations', {}), 403, 'FORBIDDEN');
    }),
    check('the customer, its agent and an admin see it, with both people', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      for (const person of [customer, agent, desk.admin]) {
        const found = await gives(person.get(`/chat/conversations/${id}`), 200, conversation);
        assert.equal(found.user.id, customer.id);
        assert.equal(found.support.id, agent.id);
        assert.equal(found.assignedSupportId, agent.id);
      }
    }),
    check('another’s is NOT_FOUND by every door, as one that never was', async (desk) => {
      const [{ id }, { customer, agent }] = await Promise.all([desk.talk(), desk.talk()]);
      const never = '00000000-0000-7000-8000-000000000000';
      for (const person of [customer, agent]) {
        for (const one of [id, never, 'x', '..%2f..', 'x'.repeat(120)]) {
          const why = `${person === agent ? 'agent' : 'customer'}, ${one.slice(0, 12)}`;
          await refuses(person.get(`/chat/conversations/${one}`), 404, 'NOT_FOUND', why);
          await refuses(person.get(`/chat/messages/${one}`), 404, 'NOT_FOUND', why);
          await refuses(person.say(one, 'hello'), 404, 'NOT_FOUND', why);
          await refuses(person.post(`/chat/conversations/${one}/read`), 404, 'NOT_FOUND', why);
        }
      }
      await refuses(agent.patch(`/chat/conversations/${id}`, { status: 'closed' }), 404, 'NOT_FOUND', 'patching');
    }),
    check('a customer lists its own, an agent those assigned to it, an admin all', async (desk) => {
      const [mine, other] = await Promise.all([desk.talk(), desk.talk()]);
      const list = async (person: typeof mine.customer) =>
        succeeds(person.get('/chat/conversations?limit=100'), 200, conversationPage);
      for (const person of [mine.customer, mine.agent]) {
        const found = ids(await list(person));
        assert.ok(found.includes(mine.id) && !found.includes(other.id));
      }
      for (const one of (await list(mine.agent)).data) assert.equal(one.assignedSupportId, mine.agent.id);
      await Promise.all([mine, other].map(({ id, customer }) => customer.say(id, 'to the top of the list')));
      const all = ids(await list(desk.admin));
      assert.ok(all.includes(mine.id) && all.includes(other.id));
    }),
    check('a list is newest first, and its pages neither overlap nor leave gaps', async (desk) => {
      await desk.freshTalk();
      const seen: Wire[] = [];
      let cursor = '';
      for (let page = 0; page < 3; page++) {
        const path = `/chat/conversations?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
        const { data, pagination } = await succeeds(desk.admin.get(path), 200, conversationPage);
        assert.equal(pagination.limit, 2);
        assert.ok(data.length <= 2, 'limit is kept to');
        assert.equal(pagination.hasMore, pagination.nextCursor !== null, 'hasMore goes with nextCursor');
        seen.push(...data);
        if (!pagination.hasMore) break;
        cursor = pagination.nextCursor;
      }
      assert.equal(new Set(seen.map(({ _id }) => _id)).size, seen.length, 'one is on two pages');
      const times = seen.map(({ updatedAt }) => updatedAt);
      assert.deepEqual(times, [...times].sort().reverse(), 'newest updatedAt first');
    }),
    check('a list by status, and by a search', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      const word = `zebra${Date.now().toString(36)}`;
      await customer.say(id, `do you know a ${word}`);
      const found = await succeeds(agent.get(`/chat/conversations?q=${word}`), 200, conversationPage);
      assert.deepEqual(ids(found), [id]);
      await agent.patch(`/chat/conversations/${id}`, { status: 'pending' });
      const list = async (status: string) =>
        ids(await succeeds(agent.get(`/chat/conversations?limit=100&status=${status}`), 200));
      assert.ok((await list('pending')).includes(id));
      assert.ok(!(await list('open')).includes(id));
    }),
    check('a list that is asked for wrongly is VALIDATION', async (desk) => {
      const { customer } = await desk.talk();
      for (const query of ['limit=0', 'limit=-1', 'limit=x', 'limit=1000000', 'status=lost', 'cursor=rubbish']) {
        await refuses(customer.get(`/chat/conversations?${query}`), 400, 'VALIDATION', query);
      }
    }),
    check('its agent and an admin change the status; every status is taken', async (desk) => {
      const { id, agent } = await desk.freshTalk();
      for (const status of ['pending', 'resolved', 'closed', 'open']) {
        const person = status === 'closed' ? desk.admin : agent;
        const changed = await gives(person.patch(`/chat/conversations/${id}`, { status }), 200, conversation);
        assert.equal(changed.status, status);
      }
      await refuses(agent.patch(`/chat/conversations/${id}`, { status: 'lost' }), 400, 'VALIDATION');
    }),
    check('a customer does not change it: FORBIDDEN', async (desk) => {
      const { id, customer } = await desk.talk();
      await refuses(customer.patch(`/chat/conversations/${id}`, { status: 'closed' }), 403, 'FORBIDDEN');
    }),
    check('a new message reopens it', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      await agent.patch(`/chat/conversations/${id}`, { status: 'resolved' });
      await customer.say(id, 'one more thing');
      assert.equal((await gives(agent.get(`/chat/conversations/${id}`), 200)).status, 'open');
    }),
    check('a new one can be opened once the former is closed', async (desk) => {
      const { id, customer } = await desk.freshTalk();
      await desk.admin.patch(`/chat/conversations/${id}`, { status: 'closed' });
      const next = await gives(customer.post('/chat/conversations', {}), 201, conversation);
      assert.notEqual(next._id, id);
      await desk.admin.patch(`/chat/conversations/${next._id}`, { status: 'closed' });
    }),
    check('assigned to another agent, it is the former’s no more', async (desk) => {
      const [{ id, agent }, other] = await Promise.all([desk.freshTalk(), desk.freshTalk()]);
      const body = { assignedSupportId: other.agent.id };
      const changed = await gives(desk.admin.patch(`/chat/conversations/${id}`, body), 200, conversation);
      assert.equal(changed.support.id, other.agent.id);
      await refuses(agent.get(`/chat/conversations/${id}`), 404, 'NOT_FOUND');
      await gives(other.agent.get(`/chat/conversations/${id}`), 200);
    }),
    check('nobody is assigned: support and assignedSupportId are null', async (desk) => {
      const { id } = await desk.freshTalk();
      const changed = await gives(
        desk.admin.patch(`/chat/conversations/${id}`, { assignedSupportId: null }),
        200,
        conversation,
      );
      assert.deepEqual([changed.support, changed.assignedSupportId], [null, null]);
    }),
    check('nothing is assigned to somebody who is no agent', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      for (const nobody of [customer.id, 'x']) {
        const { status } = await desk.admin.patch(`/chat/conversations/${id}`, { assignedSupportId: nobody });
        assert.ok(status >= 400 && status < 500, `${status} when it is assigned to ${nobody}`);
      }
      assert.equal((await gives(desk.admin.get(`/chat/conversations/${id}`), 200)).support.id, agent.id);
    }),
    check('unreadCount is the viewer’s own', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      for (const text of ['one', 'two', 'three']) await customer.say(id, text);
      await agent.say(id, 'four');
      const unread = async (person: typeof agent) =>
        (await gives(person.get(`/chat/conversations/${id}`), 200)).unreadCount;
      assert.equal(await unread(agent), 3);
      assert.equal(await unread(customer), 1);
    }),
    live('its people are told by conversation:updated when status or agent change', async (desk) => {
      const [talk, other] = await Promise.all([desk.freshTalk(), desk.freshTalk()]);
      const { id } = talk;
      const devices = await Promise.all([talk.customer, talk.agent, other.agent].map((person) => desk.device(person)));
      const [phone, dashboard, newcomer] = devices as [Wire, Wire, Wire];
      await desk.admin.patch(`/chat/conversations/${id}`, { status: 'pending' });
      const isPending = (one: Wire) => one._id === id && one.status === 'pending';
      await Promise.all([phone, dashboard].map((device) => device.waitFor('conversation:updated', isPending)));
      await desk.admin.patch(`/chat/conversations/${id}`, { assignedSupportId: other.agent.id });
      const isTheirs = (one: Wire) => one._id === id && one.assignedSupportId === other.agent.id;
      await Promise.all([phone, newcomer].map((device) => device.waitFor('conversation:updated', isTheirs)));
    }),
  ],
};

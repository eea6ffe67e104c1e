import { eventually, makePerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

/** The flows as they were drawn, the customer on one node and the agent on the other. */
const cluster = await ChatCluster.start(t);
const { core } = cluster;

test('flow 1: the dashboard connects, and hears of people and of messages', async (t) => {
  const { customer, agent, id } = await cluster.talk();
  const dashboard = await cluster.connect(1, agent);
  const phone = await cluster.connect(0, customer);
  t.strictSame(await dashboard.waitFor('user:online', ({ userId }) => userId === customer.id), { userId: customer.id });
  const message = await phone.send(id, 'I need help with my crops');
  const notification = await dashboard.waitFor('notification:new-message');
  t.strictSame(notification, {
    ...{ conversationId: id, message, sender: message.sender },
    ...{ unreadCount: 1, readCount: 0, lastSeq: 1 },
  });
  t.equal((await core.conversations.find(agent.actor, id))?.user.isOnline, true);
});

test('flow 2: opening a conversation joins it, reads everything, and the customer sees it', async (t) => {
  const { customer, agent, id } = await cluster.talk();
  const phone = await cluster.connect(0, customer);
  for (const text of ['Hello', 'I need help', 'Anyone?']) await phone.send(id, text);
  const dashboard = await cluster.connect(1, agent);
  const joined = await dashboard.ask('conversation:join', { conversationId: id, afterSeq: 0 });
  t.equal(joined.lastSeq, 3);
  t.equal((await core.conversations.find(agent.actor, id))?.unreadCount, 3);
  const read = await dashboard.ask('conversation:mark-all-read', { conversationId: id });
  t.strictSame(read, { conversationId: id, upToSeq: 3, unreadCount: 0, readCount: 3, lastSeq: 3 });
  // The customer is not in the room: it is the sender, and its devices are told.
  t.match(await phone.waitFor('message:read'), { conversationId: id, userId: agent.id, upToSeq: 3, readAt: /Z$/ });
  t.equal((await core.conversations.find(agent.actor, id))?.unreadCount, 0);
  const { data } = await core.history.page(customer.actor, id, { limit: 50 });
  t.same(
    data.map((message) => message.isRead),
    [true, true, true],
  );
});

test('flow 3: the agent types and sends; the customer sees both, and reading it is seen by the agent', async (t) => {
  const { agent, customer, id, customerDevice, agentDevice } = await cluster.liveTalk();
  await agentDevice.ask('typing:start', { conversationId: id });
  const typing = { conversationId: id, userId: agent.id, userName: agent.name };
  t.strictSame(await customerDevice.waitFor('typing:user-typing'), typing);
  const message = await agentDevice.send(id, 'How can I help you?');
  t.strictSame(await agentDevice.waitFor('message:sent'), message);
  t.strictSame(await agentDevice.waitFor('message:new'), message, 'the room is both users');
  t.strictSame(await customerDevice.waitFor('message:new'), message);
  await customerDevice.ask('message:delivered', { conversationId: id, seq: message.seq });
  t.match(await agentDevice.waitFor('message:delivered'), { conversationId: id, userId: customer.id, upToSeq: 1 });
  await customerDevice.ask('message:read', { conversationId: id, messageId: message._id });
  t.match(await agentDevice.waitFor('message:read'), { conversationId: id, userId: customer.id, upToSeq: 1 });
});

test('flow 5: who is in the room gets message:new, who is not gets a notification, nobody both', async (t) => {
  const { agent, customer, id, customerDevice, agentDevice: inRoom } = await cluster.liveTalk();
  const elsewhere = await cluster.connect(0, agent);
  const secondPhone = await cluster.connect(1, customer);
  const messages = [];
  for (const text of ['one', 'two', 'three']) messages.push(await customerDevice.send(id, text));
  await Promise.all([
    cluster.settled(inRoom, { person: agent.id, conversation: id }),
    cluster.settled(customerDevice, { person: customer.id, conversation: id }),
    cluster.settled(elsewhere, { person: agent.id }),
    cluster.settled(secondPhone, { person: customer.id }),
  ]);
  t.strictSame(inRoom.received('message:new'), messages);
  t.strictSame(inRoom.received('notification:new-message'), []);
  t.strictSame(inRoom.received('message:sent'), []);

  t.strictSame(elsewhere.received('message:new'), []);
  t.strictSame(
    elsewhere.received('notification:new-message'),
    messages.map((message, i) => ({
      ...{ conversationId: id, message, sender: message.sender },
      ...{ unreadCount: i + 1, readCount: 0, lastSeq: message.seq },
    })),
  );

  t.strictSame(customerDevice.received('message:new'), messages);
  t.strictSame(customerDevice.received('message:sent'), messages, 'the device that sent it');
  t.strictSame(secondPhone.received('message:sent'), messages, 'the other device of the sender');
  t.strictSame(secondPhone.received('message:new'), []);
  for (const device of [customerDevice, secondPhone]) t.strictSame(device.received('notification:new-message'), []);
});

test('flow 5: the number in the notification is what is unread, also after some has been read', async (t) => {
  const { agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  await agentDevice.ask('conversation:leave', { conversationId: id });
  const first = await customerDevice.send(id, 'one');
  await customerDevice.send(id, 'two');
  await agentDevice.ask('message:read', { conversationId: id, messageId: first._id });
  await customerDevice.send(id, 'three');
  await cluster.settled(agentDevice, { person: agent.id });
  t.same(
    agentDevice.received('notification:new-message').map(({ unreadCount }) => unreadCount),
    [1, 2, 2],
  );
  t.equal((await core.conversations.find(agent.actor, id))?.unreadCount, 2);
});

test('flow 7: after leaving nothing of the room comes, but notifications do', async (t) => {
  const { agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  await customerDevice.send(id, 'before');
  await agentDevice.waitFor('message:new');
  agentDevice.forget();
  t.strictSame(await agentDevice.ask('conversation:leave', { conversationId: id }), { conversationId: id });
  await customerDevice.send(id, 'after');
  await customerDevice.ask('typing:start', { conversationId: id });
  await cluster.settled(agentDevice, { person: agent.id });
  t.same(
    agentDevice.log.map(({ event }) => event),
    ['notification:new-message'],
  );
  // And back again.
  await agentDevice.ask('conversation:join', { conversationId: id });
  await customerDevice.send(id, 'again');
  await agentDevice.waitFor('message:new', ({ content }) => content === 'again');
});

test('flow 7: a device that disconnects is out of its rooms, and the node out of their channels', async (t) => {
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  const { rooms } = cluster.node(1).io.of('/').adapter;
  t.ok(rooms.has(`c:${id}`));
  agentDevice.close();
  await eventually(() => !rooms.has(`c:${id}`), 'leaving the room');
  const channel = `samvad:c:${id}`;
  const listeners = async () => {
    const [, count] = (await core.redis.call('pubsub', 'shardnumsub', channel)) as [string, number];
    return Number(count);
  };
  await eventually(async () => (await listeners()) === 1, 'only the customer’s node listening');
  customerDevice.close();
  await eventually(async () => (await listeners()) === 0, 'nobody listening');
});

test('conversation:updated: a new conversation, each sees it as its own', async (t) => {
  const customer = await makePerson(core, 'User');
  const agent = await makePerson(core, 'Support');
  const dashboard = await cluster.connect(1, agent);
  const phone = await cluster.connect(0, customer);
  // The agents of the tests before are within their grace period still: this one is to be the only one.
  await core.db.pool.query(`update users set deactivated_at = now() where role = 'Support' and id <> $1`, [agent.id]);
  const { conversation } = await core.opener.open(customer.actor, { subject: 'Crops', message: 'Help' });
  const id = conversation._id;
  t.match(await phone.waitFor('conversation:updated', ({ _id }) => _id === id), { subject: 'Crops', unreadCount: 0 });
  // The least loaded agent who is online: whoever it is, it is told, and it alone.
  t.equal(conversation.assignedSupportId, agent.id);
  const seen = await dashboard.waitFor('conversation:updated', ({ _id }) => _id === id);
  t.match(seen, { user: { id: customer.id, phone: customer.phone, isOnline: true }, status: 'open' });
  const told = await dashboard.waitFor('notification:new-message', ({ conversationId }) => conversationId === id);
  t.equal(told.unreadCount, 1, 'its first message comes after it');
  const seenByCustomer = phone.received('conversation:updated')[0];
  t.notOk('phone' in (seenByCustomer?.support ?? {}), 'an agent’s phone is not told to a customer');
  t.match(seenByCustomer, { user: { phone: customer.phone }, support: { id: agent.id } });
});

test('conversation:updated: a status, and the message that reopens it; a plain message does not', async (t) => {
  const { agent, customer, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const second = await cluster.connect(0, agent);
  await customerDevice.send(id, 'a plain message');
  for (const status of ['pending', 'resolved', 'closed'] as const) {
    await core.updater.update(agent.actor, id, { status });
    for (const device of [customerDevice, agentDevice, second]) {
      const updated = await device.waitFor('conversation:updated', (one) => one.status === status);
      t.equal(updated.unreadCount, device === customerDevice ? 0 : 1, `${status}: the viewer's own count`);
    }
    await agentDevice.send(id, `reopened from ${status}`);
    for (const device of [customerDevice, agentDevice, second]) {
      await device.until(() => device.received('conversation:updated').at(-1)?.status === 'open');
    }
    await core.receipts.markRead(customer.actor, id);
  }
  // Nothing changes: nothing is told.
  await core.updater.update(agent.actor, id, { status: 'open' });
  await customerDevice.send(id, 'another plain message');
  const marked = await core.updater.update(agent.actor, id, { status: 'pending' });
  t.equal(marked.status, 'pending');
  await second.until(() => second.received('conversation:updated').at(-1)?.status === 'pending');
  t.same(
    second.received('conversation:updated').map(({ status }) => status),
    ['pending', 'open', 'resolved', 'open', 'closed', 'open', 'pending'],
  );
});

import { conversationRoom } from '@samvad/core';
import { eventually, makePerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t);
const { core } = cluster;

const isInRoom = (node: number, id: string) => cluster.node(node).io.of('/').adapter.rooms.has(conversationRoom(id));

test('after a reassignment the former agent is out of the room at once, on every node', async (t) => {
  const { customer, agent, id } = await cluster.talk();
  const [successor, admin] = await Promise.all([makePerson(core, 'Support'), makePerson(core, 'Admin')]);
  const customerDevice = await cluster.connect(0, customer);
  await customerDevice.ask('conversation:join', { conversationId: id });
  const former = await Promise.all([cluster.connect(1, agent), cluster.connect(1, agent), cluster.connect(0, agent)]);
  for (const device of former) await device.ask('conversation:join', { conversationId: id });
  const next = await cluster.connect(1, successor);
  await customerDevice.send(id, 'before');
  for (const device of former) await device.waitFor('message:new');

  // By the node that none of the agent's devices is on alone.
  await core.updater.update(admin.actor, id, { assignedSupportId: successor.id });
  await eventually(() => !isInRoom(1, id), 'the former agent leaving the room', 1_000);
  const updated = await next.waitFor('conversation:updated');
  t.match(updated, { assignedSupportId: successor.id, support: { id: successor.id }, unreadCount: 1 });
  for (const device of former) {
    t.match(await device.waitFor('conversation:updated'), { _id: id, assignedSupportId: successor.id, unreadCount: 0 });
    device.forget();
  }

  await next.ask('conversation:join', { conversationId: id });
  await customerDevice.send(id, 'after');
  await next.waitFor('message:new', ({ content }) => content === 'after');
  await customerDevice.ask('typing:start', { conversationId: id });
  await next.ask('conversation:mark-all-read', { conversationId: id });
  for (const device of former) {
    await cluster.settled(device, { person: agent.id });
    t.same(device.log, [], 'the former agent hears nothing more of it');
    t.equal(await device.codeOf('conversation:join', { conversationId: id }), 'NOT_FOUND');
    t.equal(
      await device.codeOf('message:send', { conversationId: id, messageType: 'text', content: 'late' }),
      'NOT_FOUND',
    );
  }
});

test('taken away and given back, the agent may join again and stays', async () => {
  const { agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const admin = await makePerson(core, 'Admin');
  await core.updater.update(admin.actor, id, { assignedSupportId: null });
  await eventually(() => !isInRoom(1, id), 'leaving');
  await customerDevice.waitFor('conversation:updated', ({ support }) => support === null);
  await core.updater.update(admin.actor, id, { assignedSupportId: agent.id });
  await agentDevice.waitFor('conversation:updated', ({ assignedSupportId }) => assignedSupportId === agent.id);
  await agentDevice.ask('conversation:join', { conversationId: id });
  // The poll reads the same revocation again, several times: it must not take effect twice.
  const other = await makePerson(core, 'User');
  await core.db.kysely
    .insertInto('revocations')
    .values({ kind: 'user', subject_id: other.id, user_id: other.id })
    .execute();
  const polled = () => cluster.node(1).core.revocations.isRevoked({ ...other.actor, issuedAt: 0 });
  await eventually(polled, 'a later revocation, found by the poll');
  await customerDevice.send(id, 'still here');
  await agentDevice.waitFor('message:new', ({ content }) => content === 'still here');
});

test('a reassignment whose Redis message is lost takes effect within 5 s', async (t) => {
  const { agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const successor = await makePerson(core, 'Support');
  // What the update's transaction writes, with nobody told.
  await core.db.kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('conversations')
      .set({ assigned_support_id: successor.id })
      .where('id', '=', id)
      .execute();
    await transaction
      .insertInto('revocations')
      .values({ kind: 'assignment', subject_id: id, user_id: agent.id })
      .execute();
  });
  const before = Date.now();
  await eventually(() => !isInRoom(1, id), 'leaving the room');
  t.ok(Date.now() - before < 5_000);
  agentDevice.forget();
  await customerDevice.send(id, 'not for the former agent');
  await cluster.settled(agentDevice, { person: agent.id });
  t.same(agentDevice.log, []);
});

test('an admin takes part in every conversation, and is not thrown out by an assignment of others', async (t) => {
  const { id, customer, customerDevice } = await cluster.liveTalk();
  const [admin, successor] = await Promise.all([makePerson(core, 'Admin'), makePerson(core, 'Support')]);
  const adminDevice = await cluster.connect(1, admin);
  await adminDevice.ask('conversation:join', { conversationId: id });
  await core.updater.update(admin.actor, id, { assignedSupportId: successor.id });
  await adminDevice.send(id, 'a word from the admin');
  const message = await customerDevice.waitFor('message:new');
  t.equal(message.sender.role, 'Admin');
  await adminDevice.waitFor('message:new');
  // Assigned to itself and then to another, it is no longer the agent but still an admin.
  await core.updater.update(admin.actor, id, { assignedSupportId: admin.id });
  await core.updater.update(admin.actor, id, { assignedSupportId: successor.id });
  await cluster.settled(adminDevice, { conversation: id });
  await customerDevice.send(id, `from ${customer.name}`);
  await adminDevice.waitFor('message:new', ({ senderId }) => senderId === customer.id);
});

test('everyone who wrote a message is told when it is read', async (t) => {
  const { id, customer, customerDevice } = await cluster.liveTalk();
  const admin = await makePerson(core, 'Admin');
  const adminDevice = await cluster.connect(1, admin);
  const message = await adminDevice.send(id, 'from an admin who has not opened the conversation');
  await customerDevice.ask('message:read', { conversationId: id, messageId: message._id });
  t.match(await adminDevice.waitFor('message:read', () => true, 3_000), { userId: customer.id, upToSeq: message.seq });
});

test('an agent who is deactivated is cut off everywhere, and its conversation goes on with another', async (t) => {
  await core.db.pool.query(`update users set deactivated_at = now() where role = 'Support'`);
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const [admin, successor] = await Promise.all([makePerson(core, 'Admin'), makePerson(core, 'Support')]);
  const next = await cluster.connect(0, successor);
  const before = Date.now();
  await cluster.node(0).core.peopleManager.update(admin.actor, agent.id, { isActive: false });
  t.equal(await agentDevice.ended, 'io server disconnect');
  t.ok(Date.now() - before < 5_000);
  t.equal(agentDevice.received('auth:expired')[0]?.code, 'UNAUTHORIZED');
  await eventually(() => !isInRoom(1, id), 'the room being empty there');
  t.match(await next.waitFor('conversation:updated'), { _id: id, assignedSupportId: successor.id });
  t.match(await customerDevice.waitFor('conversation:updated'), { _id: id, support: { id: successor.id } });
  await next.ask('conversation:join', { conversationId: id });
  await customerDevice.send(id, `hello from ${customer.name}`);
  await next.waitFor('message:new');
  const { token } = agent;
  await cluster
    .device(1, token)
    .connected()
    .then(
      () => t.fail('it came in again'),
      ({ data }) => t.equal(data.code, 'UNAUTHORIZED'),
    );
});

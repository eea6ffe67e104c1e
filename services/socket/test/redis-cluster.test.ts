import { auditUnread } from '@samvad/core';
import { eventually, makeConversation, makePerson, mutedCore } from '@samvad/core/testing';
import { Cluster } from 'ioredis';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';
import { flushRedis } from './support/flush-redis.js';
import { recount } from './support/recount.js';

/** What goes through Redis, once more on several of them. */
const cluster = await ChatCluster.start(
  t,
  { PRESENCE_GRACE_MS: 300, PRESENCE_LEASE_MS: 900, HEAD_CHECK_MS: 300 },
  { redisCluster: true },
);
const { core } = cluster;
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const seqs = (messages: { seq: number }[]) => messages.map(({ seq }) => seq);

test('it is a Redis Cluster', async (t) => {
  t.ok(core.redis instanceof Cluster);
  t.ok((core.redis as Cluster).nodes('master').length >= 3);
});

test('messages, notifications, receipts and typing reach the other node', async (t) => {
  // Many conversations, so that their channels are spread over the masters.
  await Promise.all(
    upTo(12).map(async () => {
      const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
      const outside = await cluster.connect(0, agent);
      await Promise.all(upTo(15).flatMap((i) => [customerDevice.send(id, `c${i}`), agentDevice.send(id, `a${i}`)]));
      for (const device of [customerDevice, agentDevice]) {
        await device.until(() => device.received('message:new').length >= 30);
        await cluster.settled(device, { conversation: id });
        t.same(seqs(device.received('message:new')), upTo(30));
      }
      await cluster.settled(outside, { person: agent.id });
      t.equal(outside.received('notification:new-message').length, 15);
      t.equal(outside.received('message:sent').length, 15);
      await agentDevice.ask('conversation:mark-all-read', { conversationId: id });
      t.match(await customerDevice.waitFor('message:read'), { userId: agent.id, upToSeq: 30 });
      t.match(await outside.waitFor('unread:update'), { unreadCount: 0 });
      await customerDevice.ask('typing:start', { conversationId: id });
      t.match(await agentDevice.waitFor('typing:user-typing'), { userId: customer.id });
      await agentDevice.ask('conversation:leave', { conversationId: id });
      agentDevice.forget();
      await customerDevice.send(id, 'after');
      await cluster.settled(agentDevice, { person: agent.id });
      t.same(
        agentDevice.log.map(({ event }) => event),
        ['notification:new-message'],
      );
    }),
  );
});

test('who has a conversation open is known on both nodes', async (t) => {
  await Promise.all(
    upTo(6).map(async () => {
      const { id, agent, agentDevice } = await cluster.liveTalk();
      const admin = await makePerson(core, 'Admin');
      const adminDevice = await cluster.connect(0, admin);
      const { viewers } = await adminDevice.ask('conversation:join', { conversationId: id });
      t.same(new Set(viewers?.map(({ userId }) => userId)), new Set([agent.id, admin.id]));
      await agentDevice.waitFor('conversation:viewers', (told) => told.viewers.length === 2);
      adminDevice.close();
      await agentDevice.waitFor('conversation:viewers', (told) => told.viewers.length === 1);
    }),
  );
});

test('logout and reassignment reach the other node', async (t) => {
  const { agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const [admin, successor] = await Promise.all([makePerson(core, 'Admin'), makePerson(core, 'Support')]);
  await core.updater.update(admin.actor, id, { assignedSupportId: successor.id });
  await eventually(() => !cluster.node(1).io.of('/').adapter.rooms.has(`c:${id}`), 'leaving the room', 1_000);
  await agentDevice.waitFor('conversation:updated');
  agentDevice.forget();
  await customerDevice.send(id, 'not for the former agent');
  await cluster.settled(agentDevice, { person: agent.id });
  t.same(agentDevice.log, []);
  await core.accounts.logout(agent.actor);
  t.equal(await agentDevice.ended, 'io server disconnect');
});

test('a lost broadcast heals', async (t) => {
  const mute = await mutedCore(t, cluster.backends);
  mute.unread.raise = () => {};
  const { customer, agent, id, agentDevice } = await cluster.liveTalk();
  const outside = await cluster.connect(0, agent);
  await mute.sender.send(customer.actor, { conversationId: id, messageType: 'text', content: 'lost' });
  await agentDevice.waitFor('message:new');
  t.match(await outside.waitFor('notification:new-message'), { unreadCount: 1 });
});

test('presence: grace, several nodes, and an emptied Redis', async (t) => {
  const { customer, agent } = await cluster.talk();
  const watcher = await cluster.connect(1, agent);
  const devices = [await cluster.connect(0, customer), await cluster.connect(1, customer)];
  await watcher.waitFor('user:online');
  const isOnline = async () => (await core.presence.states([customer.id])).get(customer.id)?.isOnline === true;
  t.ok(await isOnline());
  await flushRedis(core);
  const registered = async () => {
    const hash = await core.redis.hgetall(`presence:{${customer.id}}`);
    return Object.keys(hash).filter((field) => field.startsWith('c:')).length;
  };
  await eventually(async () => (await registered()) === 2, 'both being registered again');
  await eventually(isOnline, 'being online');
  devices[0]?.close();
  await eventually(async () => (await registered()) === 1, 'one being left');
  t.same(watcher.received('user:offline'), []);
  devices[1]?.close();
  t.equal((await watcher.waitFor('user:offline')).userId, customer.id);
  t.notOk(await isOnline());
});

test('unread counts are exact, and an audit repairs them', async (t) => {
  const { agent, customer, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const second = await makeConversation(core, customer, agent);
  const reads = upTo(10).map((i) => agentDevice.ask('message:read', { conversationId: id, messageId: `${id}.${i}` }));
  await Promise.all([...upTo(20).map((i) => customerDevice.send(id, `${i}`)), ...reads]);
  await Promise.all(upTo(3).map((i) => customerDevice.send(second, `${i}`)));
  await flushRedis(core);
  const truth = { [id]: await recount(core, id, agent.id), [second]: 3 };
  const unread = async () => (await agentDevice.ask('sync', { conversations: { [id]: 0, [second]: 0 } })).unread;
  t.same(await unread(), truth);
  await core.redis.hset(`unread:{${agent.id}}`, `o:${id}`, 99);
  t.equal(await auditUnread(core, [{ userId: agent.id, role: 'Support' }]), 1);
  await agentDevice.waitFor('unread:update', ({ unreadCount }) => unreadCount === truth[id]);
  t.same(await unread(), truth);
});

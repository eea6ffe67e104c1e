import { auditUnread } from '@samvad/core';
import { eventually } from '@samvad/core/testing';
import fc from 'fast-check';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';
import { flushRedis } from './support/flush-redis.js';
import { recount } from './support/recount.js';

const cluster = await ChatCluster.start(t, { UNREAD_AUDIT_MS: 400 });
const { core } = cluster;

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant('send' as const), by: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('read' as const), by: fc.nat(3), seq: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('read-all' as const), by: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('sync' as const), by: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('flush' as const), by: fc.constant(0) }) },
);

test('unread counts are exact after any interleaving of sends and reads, and an emptied Redis in between', async (t) => {
  const plan = fc.array(fc.record({ step, wait: fc.boolean() }), { minLength: 20, maxLength: 40 });
  const property = fc.asyncProperty(plan, async (steps) => {
    const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
    const devices = [
      customerDevice,
      agentDevice,
      await cluster.connect(1, customer),
      await cluster.connect(0, agent),
    ] as const;
    const running: Promise<unknown>[] = [];
    for (const { step: one, wait } of steps) {
      const device = devices[one.by as 0 | 1 | 2 | 3];
      if (one.act === 'send') running.push(device.send(id, 'text'));
      else if (one.act === 'read') {
        running.push(device.ask('message:read', { conversationId: id, messageId: `${id}.${one.seq}` }));
      } else if (one.act === 'read-all') running.push(device.ask('conversation:mark-all-read', { conversationId: id }));
      else if (one.act === 'sync') running.push(device.ask('sync', { conversations: { [id]: 0 } }));
      else running.push(flushRedis(core));
      if (wait) await Promise.all(running);
    }
    await Promise.all(running);
    for (const [i, person] of [customer, agent].entries()) {
      const truth = await recount(core, id, person.id);
      const seen = async () => (await devices[i as 0 | 1].ask('sync', { conversations: { [id]: 0 } })).unread[id];
      await eventually(
        async () => (await seen()) === truth,
        `${person.actor.role}: ${await seen()} to become ${truth}`,
      );
      t.equal((await core.conversations.find(person.actor, id))?.unreadCount, truth, 'the list says so too');
    }
    for (const device of devices) device.close();
  });
  await fc.assert(property, { numRuns: 12, endOnFailure: true });
});

test('a wrong number in the cache is found and put right, and the devices are told', async (t) => {
  const { agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  await customerDevice.send(id, 'one');
  const count = async () => (await agentDevice.ask('sync', { conversations: {} })).unread[id];
  t.equal(await count(), 1);
  await core.redis.hset(`unread:{${agent.id}}`, `o:${id}`, 99);
  const update = await agentDevice.waitFor('unread:update', ({ conversationId }) => conversationId === id);
  t.match(update, { conversationId: id, unreadCount: 1 });
  t.equal(await count(), 1);
  t.same(
    agentDevice.received('unread:update').map(({ unreadCount }) => unreadCount),
    [1],
  );
});

test('the audit counts what it finds, and finds nothing where nothing is wrong', async (t) => {
  const quiet = await ChatCluster.start(t, { UNREAD_AUDIT_MS: 600_000 });
  const node = quiet.core;
  const { agent, customer, id, customerDevice, agentDevice } = await quiet.liveTalk();
  await customerDevice.send(id, 'one');
  const owners = [agent, customer].map(({ id: userId, actor }) => ({ userId, role: actor.role }));
  for (const { userId, role } of owners) await node.unread.counts(userId, role);
  const drift = async () => (await node.metrics.unreadDrift.get()).values[0]?.value;
  t.equal(await auditUnread(node, owners), 0);
  t.equal(await drift(), 0);
  // Too much, and a conversation that does not exist.
  await node.redis.hset(`unread:{${agent.id}}`, `o:${id}`, 99, 'o:nowhere', 5);
  // Without an audit the mistake would stay.
  t.equal((await agentDevice.ask('sync', { conversations: {} })).unread[id], 99);
  t.equal(await auditUnread(node, owners), 2);
  t.equal(await drift(), 2);
  await agentDevice.until(() => agentDevice.received('unread:update').length >= 2);
  t.match((await agentDevice.ask('sync', { conversations: {} })).unread, { [id]: 1 });
  t.equal(await auditUnread(node, owners), 0);
  t.equal(await drift(), 0);
  // Too little is as wrong as too much.
  await node.redis.hset(`unread:{${agent.id}}`, `r:${id}`, 1);
  t.equal(await auditUnread(node, owners), 1);
  t.equal((await node.unread.counts(agent.id, 'Support')).get(id), 1);
});

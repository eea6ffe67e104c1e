import { encodePacket, type MessagePacket, personRoom, roomChannel } from '@samvad/core';
import { eventually, makeConversation, makePerson, mutedCore } from '@samvad/core/testing';
import { test } from 'tap';
import { RoomOrder } from '../src/room-order.js';
import { ChatCluster, type Talk } from './support/chat-cluster.js';
import { startNodeProcess } from './support/node-process.js';

type Test = Parameters<typeof ChatCluster.start>[0];

/**
 * The other tests show that a guarantee holds. These switch off what it rests on, one mechanism at a time, and show that
 * then it does not: a test that passes without the mechanism would have proved nothing.
 */

/** Stores two messages and publishes 2, 1 and 1 once more, as if they had overtaken each other on the way. */
async function publishSwapped(t: Test, { backends, core }: ChatCluster, { id, customer, agent }: Talk): Promise<void> {
  const mute = await mutedCore(t, backends);
  const send = (content: string) =>
    mute.sender.send(customer.actor, { conversationId: id, messageType: 'text', content });
  const [first, second] = [await send('one'), await send('two')];
  for (const message of [second, first, first]) {
    const { seq, senderId } = message;
    const counted = { unreadCount: seq, readCount: 0, lastSeq: seq };
    const json = JSON.stringify(message);
    const packet: MessagePacket = {
      personId: agent.id,
      conversationId: id,
      seq,
      senderId,
      committedAt: 0,
      ...counted,
      json,
    };
    await core.redis.spublish(roomChannel(personRoom(agent.id)), encodePacket('another-node', packet));
  }
}

async function arrivals(t: Test): Promise<number[]> {
  const cluster = await ChatCluster.start(t);
  const talk = await cluster.liveTalk();
  const { id, agent, agentDevice } = talk;
  await publishSwapped(t, cluster, talk);
  await cluster.settled(agentDevice, { conversation: id, person: agent.id });
  return agentDevice.received('message:new').map(({ seq }) => seq);
}

test('room order: with it messages pass in order and once, without it as they come', async (t) => {
  t.same(await arrivals(t), [1, 2]);
  const { open } = RoomOrder.prototype;
  t.teardown(() => {
    RoomOrder.prototype.open = open;
  });
  // A room of which no beginning is known lets everything pass.
  RoomOrder.prototype.open = () => {};
  t.same(await arrivals(t), [2, 1]);
});

test('idempotency: without the unique index retries are stored again', async (t) => {
  const cluster = await ChatCluster.start(t);
  await cluster.core.db.pool.query('drop index messages_idempotency');
  const { id, customer, customerDevice } = await cluster.liveTalk();
  const second = await cluster.connect(1, customer);
  const sent = [await customerDevice.send(id, 'once', 'retry'), await second.send(id, 'once', 'retry')];
  t.same(
    sent.map(({ seq }) => seq),
    [1, 2],
  );
});

test('presence: with a lease that does not run out, who was on a dead node stays online', async (t) => {
  const cluster = await ChatCluster.start(t, { PRESENCE_LEASE_MS: 900, PRESENCE_GRACE_MS: 300 });
  const { core, backends } = cluster;
  const agent = await makePerson(core, 'Support');
  const people = await Promise.all(['with a lease', 'for ever'].map((name) => makePerson(core, 'User', name)));
  const leases = [900, 3_600_000];
  const nodes = await Promise.all(
    leases.map((PRESENCE_LEASE_MS) => startNodeProcess(t, backends, { PRESENCE_LEASE_MS, PRESENCE_GRACE_MS: 300 })),
  );
  const watcher = await cluster.connect(0, agent);
  for (const [i, person] of people.entries()) {
    await makeConversation(core, person, agent);
    await cluster.connectTo(nodes[i] as { port: number }, person);
  }
  await watcher.until(() => watcher.received('user:online').length === 2);
  for (const node of nodes) node.kill('SIGKILL');
  await Promise.all(nodes.map(({ ended }) => ended));
  const gone = await watcher.waitFor('user:offline');
  t.equal(gone.userId, people[0]?.id);
  const states = () => core.presence.states(people.map(({ id }) => id));
  await eventually(async () => (await states()).get(people[0]?.id ?? '')?.isOnline === false, 'the one being offline');
  t.equal((await states()).get(people[1]?.id ?? '')?.isOnline, true);
});

import { makePerson, type TestPerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import type { ChatClient } from './support/chat-client.js';
import { ChatCluster } from './support/chat-cluster.js';
import { flushRedis } from './support/flush-redis.js';
import { startNodeProcess } from './support/node-process.js';

const lease = 900;
const settings = { PRESENCE_GRACE_MS: 300, PRESENCE_LEASE_MS: lease };
const cluster = await ChatCluster.start(t, settings);
const { core } = cluster;

const join = (device: ChatClient, conversationId: string) => device.ask('conversation:join', { conversationId });
const idsOf = (viewers: { userId: string }[] | undefined) => viewers?.map(({ userId }) => userId).sort();
const sorted = (...people: TestPerson[]) => people.map(({ id }) => id).sort();
/** The last that the device has been told, when it joined or since, is that these have the conversation open. */
const isTold = (device: ChatClient, ...people: TestPerson[]) =>
  device.until(
    () => JSON.stringify(idsOf(told(device).at(-1))) === JSON.stringify(sorted(...people)),
    () => `told were ${JSON.stringify(told(device))}`,
  );
const told = ({ log }: ChatClient) =>
  log
    .filter(({ event }) => event === 'conversation:viewers' || event === 'conversation:joined')
    .map(({ payload }) => (payload as { viewers: { userId: string }[] }).viewers);

async function desk() {
  const talk = await cluster.talk();
  const admin = await makePerson(core, 'Admin');
  const [agentDevice, adminDevice] = [await cluster.connect(0, talk.agent), await cluster.connect(1, admin)];
  return { ...talk, admin, agentDevice, adminDevice };
}

test('agents and admins see who else has the conversation open, on any node; customers never do', async (t) => {
  const { id, customer, agent, admin, agentDevice, adminDevice } = await desk();
  const phones = [await cluster.connect(0, customer), await cluster.connect(1, customer)];
  for (const phone of phones) t.notOk('viewers' in (await join(phone, id)));
  const first = await join(agentDevice, id);
  t.strictSame(first.viewers, [{ userId: agent.id, userName: agent.name }]);
  t.strictSame((await agentDevice.waitFor('conversation:joined')).viewers, first.viewers);
  t.same(idsOf((await join(adminDevice, id)).viewers), sorted(agent, admin));
  await isTold(agentDevice, agent, admin);
  // A second device of the same person is nothing new; the last one to go is.
  const second = await cluster.connect(0, admin);
  t.same(idsOf((await join(second, id)).viewers), sorted(agent, admin));
  await adminDevice.ask('conversation:leave', { conversationId: id });
  adminDevice.forget();
  second.close();
  await isTold(agentDevice, agent);
  t.same(
    agentDevice.received('conversation:viewers').map(({ viewers }) => viewers.length),
    [2, 1],
  );
  await cluster.settled(adminDevice, { person: admin.id });
  t.same(adminDevice.received('conversation:viewers'), [], 'whoever has left is not told');
  for (const phone of phones) {
    await cluster.settled(phone, { person: customer.id, conversation: id });
    t.same(phone.received('conversation:viewers'), []);
    t.notOk('viewers' in (phone.received('conversation:joined')[0] ?? {}));
  }
});

test('a node that hosts customers alone gets no packet of it', async (t) => {
  const { id, customer, agentDevice, adminDevice, agent, admin } = await desk();
  const third = await cluster.startNode();
  const phone = await cluster.connect(cluster.nodes.indexOf(third), customer);
  await join(phone, id);
  const channels: string[] = [];
  third.core.subscriber.on('smessage', (channel: string) => channels.push(channel));
  await join(agentDevice, id);
  await join(adminDevice, id);
  await isTold(agentDevice, agent, admin);
  await adminDevice.ask('conversation:leave', { conversationId: id });
  await isTold(agentDevice, agent);
  await cluster.settled(phone, { conversation: id });
  t.ok(channels.includes(`samvad:c:${id}`));
  t.notOk(channels.includes(`samvad:s:${id}`));
  await cluster.stopNode(third);
});

test('whoever comes and goes many times at once leaves the truth behind', async (t) => {
  const { id, agent, admin, agentDevice, adminDevice } = await desk();
  await join(agentDevice, id);
  for (let round = 0; round < 20; round += 1) {
    const work = round % 2 ? 'conversation:leave' : 'conversation:join';
    adminDevice.fire(work, { conversationId: id });
  }
  await join(adminDevice, id);
  await isTold(agentDevice, agent, admin);
  for (let round = 0; round < 20; round += 1) {
    adminDevice.fire(round % 2 ? 'conversation:join' : 'conversation:leave', { conversationId: id });
  }
  await adminDevice.ask('conversation:leave', { conversationId: id });
  await isTold(agentDevice, agent);
  t.same(await core.redis.hlen(`viewers:{${id}}`), 1);
});

test('a reassignment takes the former agent off, a deactivation too', async (t) => {
  const { id, admin, agentDevice, adminDevice } = await desk();
  const successor = await makePerson(core, 'Support');
  await join(agentDevice, id);
  await join(adminDevice, id);
  await core.updater.update(admin.actor, id, { assignedSupportId: successor.id });
  await isTold(adminDevice, admin);
  const next = await cluster.connect(0, successor);
  await join(next, id);
  await isTold(adminDevice, admin, successor);
  await core.peopleManager.update(admin.actor, successor.id, { isActive: false });
  await isTold(adminDevice, admin);
  t.notOk(
    agentDevice
      .received('conversation:viewers')
      .at(-1)
      ?.viewers.some(({ userId }) => userId === successor.id),
  );
});

test('who was on a node that is killed is gone within the lease', async (t) => {
  const { id, agent, admin, agentDevice } = await desk();
  const doomed = await startNodeProcess(t, cluster.backends, settings);
  await join(agentDevice, id);
  const there = await cluster.connectTo(doomed, admin);
  await join(there, id);
  await isTold(agentDevice, agent, admin);
  const before = Date.now();
  doomed.kill('SIGKILL');
  await doomed.ended;
  await isTold(agentDevice, agent);
  t.ok(Date.now() - before < lease + 4_000, `${Date.now() - before} ms`);
  t.same(await core.redis.hlen(`viewers:{${id}}`), 1, 'nothing of it is left');
});

test('an emptied Redis is filled again by itself', async (t) => {
  const { id, agent, admin, agentDevice, adminDevice } = await desk();
  await join(agentDevice, id);
  await join(adminDevice, id);
  await isTold(agentDevice, agent, admin);
  await flushRedis(core);
  const third = await makePerson(core, 'Admin');
  const late = await cluster.connect(0, third);
  await join(late, id);
  await isTold(late, agent, admin, third);
  await isTold(agentDevice, agent, admin, third);
  await isTold(adminDevice, agent, admin, third);
  late.close();
  await isTold(agentDevice, agent, admin);
  t.ok(true);
});

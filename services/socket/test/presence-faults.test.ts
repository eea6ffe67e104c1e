import { eventually, makeConversation, makePerson, type TestPerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';
import { flushRedis } from './support/flush-redis.js';
import { startNodeProcess } from './support/node-process.js';

const lease = 900;
const settings = { PRESENCE_GRACE_MS: 300, PRESENCE_LEASE_MS: lease };
const cluster = await ChatCluster.start(t, settings);
const { core } = cluster;
/** Survivors look for dead nodes every second. */
const soon = lease + 1_000 + 3_000;

const isOnline = async ({ id }: TestPerson) => (await core.presence.states([id])).get(id)?.isOnline === true;

test('a node that is killed takes its people offline within the lease, unless they are elsewhere too', async (t) => {
  const doomed = await startNodeProcess(t, cluster.backends, settings);
  const { customer, agent } = await cluster.talk();
  const both = await makePerson(core, 'User');
  await makeConversation(core, both, agent);
  const watcher = await cluster.connect(1, agent);
  await cluster.connectTo(doomed, customer);
  await cluster.connectTo(doomed, both);
  await cluster.connect(0, both);
  await watcher.until(() => watcher.received('user:online').length === 2);
  const before = Date.now();
  doomed.kill('SIGKILL');
  await doomed.ended;
  const { lastSeen } = await watcher.waitFor('user:offline', ({ userId }) => userId === customer.id);
  t.ok(Date.now() - before < soon, `${Date.now() - before} ms`);
  t.ok(Date.parse(lastSeen) >= before - 100);
  t.notOk(await isOnline(customer));
  // The same look at the dead node has gone through both of its people.
  const third = await makePerson(core, 'User');
  await makeConversation(core, third, agent);
  await cluster.connect(0, third);
  await watcher.waitFor('user:online', ({ userId }) => userId === third.id);
  t.ok(await isOnline(both));
  t.same(
    watcher.received('user:offline').map(({ userId }) => userId),
    [customer.id],
  );
});

test('who had gone already when the node was killed becomes offline too', async (t) => {
  const patient = { ...settings, PRESENCE_GRACE_MS: 60_000 };
  const doomed = await startNodeProcess(t, cluster.backends, patient);
  const { customer, agent } = await cluster.talk();
  const watcher = await cluster.connect(0, agent);
  const device = await cluster.connectTo(doomed, customer);
  await watcher.waitFor('user:online');
  device.close();
  const gone = () => core.redis.hexists(`presence:{${customer.id}}`, 't');
  await eventually(gone, 'the end of the connection');
  doomed.kill('SIGKILL');
  t.equal((await watcher.waitFor('user:offline')).userId, customer.id);
});

test('a node that is frozen is taken for dead, and its people are online again when it wakes', async (t) => {
  const frozen = await startNodeProcess(t, cluster.backends, settings);
  const { customer, agent, id } = await cluster.talk();
  const watcher = await cluster.connect(0, agent);
  const device = await cluster.connectTo(frozen, customer);
  await watcher.waitFor('user:online');
  frozen.kill('SIGSTOP');
  await watcher.waitFor('user:offline');
  t.notOk(await isOnline(customer));
  frozen.kill('SIGCONT');
  await watcher.until(() => watcher.received('user:online').length === 2);
  await eventually(() => isOnline(customer), 'being online');
  // The connection is still the same, and works.
  t.equal((await device.send(id, 'still here')).seq, 1);
  device.close();
  await watcher.until(() => watcher.received('user:offline').length === 2);
  t.same(
    watcher.log.filter(({ event }) => event.startsWith('user:')).map(({ event }) => event),
    ['user:online', 'user:offline', 'user:online', 'user:offline'],
  );
});

test('an emptied Redis is filled again by itself, and presence goes on', async (t) => {
  const { customer, agent } = await cluster.talk();
  const watcher = await cluster.connect(1, agent);
  const devices = [await cluster.connect(0, customer), await cluster.connect(1, customer)];
  await watcher.waitFor('user:online');
  await flushRedis(core);
  const registered = async () => {
    const hash = await core.redis.hgetall(`presence:{${customer.id}}`);
    return Object.keys(hash).filter((field) => field.startsWith('c:')).length === 2;
  };
  await eventually(registered, 'both connections being registered again');
  await eventually(() => isOnline(customer), 'being online');
  t.same(watcher.received('user:offline'), []);
  devices[0]?.close();
  await eventually(async () => !(await registered()), 'the end of one connection');
  t.ok(await isOnline(customer));
  devices[1]?.close();
  t.equal((await watcher.waitFor('user:offline')).userId, customer.id);
});

test('a node that stops in good order leaves its people to the others', async (t) => {
  const leaving = await startNodeProcess(t, cluster.backends, settings);
  const { customer, agent } = await cluster.talk();
  const staying = await makePerson(core, 'User');
  await makeConversation(core, staying, agent);
  const watcher = await cluster.connect(0, agent);
  const [gone, back] = [await cluster.connectTo(leaving, customer), await cluster.connectTo(leaving, staying)];
  await watcher.until(() => watcher.received('user:online').length === 2);
  void back.ended.then(() => cluster.connect(1, staying));
  leaving.kill('SIGTERM');
  t.equal(await leaving.ended, 0);
  t.equal(await gone.ended, 'transport close');
  t.equal((await watcher.waitFor('user:offline')).userId, customer.id);
  t.ok(await isOnline(staying));
  t.same(
    watcher.received('user:offline').map(({ userId }) => userId),
    [customer.id],
  );
});

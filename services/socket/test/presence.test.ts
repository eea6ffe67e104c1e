import { makeConversation, makePerson, type TestPerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import type { ChatClient } from './support/chat-client.js';
import { ChatCluster } from './support/chat-cluster.js';

const grace = 400;
const cluster = await ChatCluster.start(t, { PRESENCE_GRACE_MS: grace });
const { core } = cluster;

/** An agent who watches from the second node, a customer of his, and another one who serves as a marker. */
async function watched() {
  const { customer, agent, id } = await cluster.talk();
  const marker = await makePerson(core, 'User');
  await makeConversation(core, marker, agent);
  const watcher = await cluster.connect(1, agent);
  return { customer, agent, id, marker, watcher };
}

const about = (watcher: ChatClient, person: TestPerson) =>
  watcher.log.filter(({ payload }) => (payload as { userId?: string }).userId === person.id).map(({ event }) => event);
const isOnline = async ({ id }: TestPerson) => (await core.presence.states([id])).get(id)?.isOnline;

test('online with the first device anywhere, offline after the last one, and a while', async (t) => {
  const { customer, marker, watcher } = await watched();
  t.equal(await isOnline(customer), false);
  const first = await cluster.connect(0, customer);
  t.strictSame(await watcher.waitFor('user:online'), { userId: customer.id });
  t.equal(await isOnline(customer), true);
  const second = await cluster.connect(1, customer);
  const third = await cluster.connect(0, customer);
  const markerDevice = await cluster.connect(0, marker);
  await watcher.waitFor('user:online', ({ userId }) => userId === marker.id);
  t.same(about(watcher, customer), ['user:online'], 'not again for other devices');

  first.close();
  third.close();
  markerDevice.close();
  await watcher.waitFor('user:offline', ({ userId }) => userId === marker.id);
  t.same(about(watcher, customer), ['user:online'], 'closing one of them is nothing');
  t.equal(await isOnline(customer), true);

  const before = Date.now();
  second.close();
  const { lastSeen } = await watcher.waitFor('user:offline', ({ userId }) => userId === customer.id);
  const took = Date.now() - before;
  t.ok(took >= grace && took < grace + 3_000, `offline after ${took} ms`);
  t.match(lastSeen, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  t.ok(Math.abs(Date.parse(lastSeen) - before) < 300, 'seen when the last device went, not when the grace was over');
  t.equal(await isOnline(customer), false);
  const profile = await core.profiles.profiles([customer.id]);
  t.match(profile.get(customer.id), { isOnline: false, lastSeen });
  t.same(about(watcher, customer), ['user:online', 'user:offline']);
  const { rows } = await core.db.pool.query('select last_seen_at from users where id = $1', [customer.id]);
  t.equal(rows[0].last_seen_at.toISOString(), lastSeen, 'and it is kept');
});

test('coming back within the grace period is nothing to tell', async (t) => {
  const { customer, marker, watcher } = await watched();
  const first = await cluster.connect(0, customer);
  const markerDevice = await cluster.connect(0, marker);
  await watcher.until(() => watcher.received('user:online').length === 2);
  first.close();
  t.equal(await isOnline(customer), true, 'meanwhile still online');
  // On another node, as after a deployment.
  const second = await cluster.connect(1, customer);
  t.ok(second.socket.connected);
  // This one goes later and does not come back: when it is offline, the other's grace period is over too.
  markerDevice.close();
  await watcher.waitFor('user:offline', ({ userId }) => userId === marker.id);
  t.same(about(watcher, customer), ['user:online']);
  t.equal(await isOnline(customer), true);
});

test('only those who share a conversation are told', async (t) => {
  const { customer, agent, watcher } = await watched();
  const strangers = await cluster.talk();
  const admin = await makePerson(core, 'Admin');
  const others = await Promise.all(
    [strangers.customer, strangers.agent, admin].map((person) => cluster.connect(1, person)),
  );
  const ofAgent = await makePerson(core, 'User');
  await makeConversation(core, ofAgent, agent);
  const otherCustomer = await cluster.connect(0, ofAgent);
  for (const device of [...others, otherCustomer]) device.forget();
  const device = await cluster.connect(0, customer);
  await watcher.waitFor('user:online', ({ userId }) => userId === customer.id);
  device.close();
  await watcher.waitFor('user:offline', ({ userId }) => userId === customer.id);
  const people = [strangers.customer, strangers.agent, admin, ofAgent];
  for (const [i, other] of [...others, otherCustomer].entries()) {
    await cluster.settled(other, { person: people[i]?.id ?? '' });
    t.same(about(other, customer), []);
  }
});

test('customers are told of their agent', async (t) => {
  const { customer, agent } = await cluster.talk();
  const phone = await cluster.connect(0, customer);
  const device = await cluster.connect(1, agent);
  t.strictSame(await phone.waitFor('user:online'), { userId: agent.id });
  device.close();
  t.equal((await phone.waitFor('user:offline')).userId, agent.id);
});

test('many devices that come and go at once leave the truth behind', async (t) => {
  const { customer, marker, watcher } = await watched();
  for (let round = 0; round < 3; round += 1) {
    const devices = await Promise.all(Array.from({ length: 12 }, (_, i) => cluster.connect(i % 2, customer)));
    t.equal(await isOnline(customer), true);
    for (const device of devices.slice(1)) device.close();
    const markerDevice = await cluster.connect(0, marker);
    markerDevice.close();
    await watcher.until(() => about(watcher, marker).filter((event) => event === 'user:offline').length > round);
    t.equal(await isOnline(customer), true, 'one is left');
    t.notOk(about(watcher, customer).includes('user:offline') && round === 0);
    devices[0]?.close();
    await watcher.until(() => about(watcher, customer).filter((event) => event === 'user:offline').length > round);
    t.equal(await isOnline(customer), false);
  }
  t.same(
    about(watcher, customer),
    [1, 2, 3].flatMap(() => ['user:online', 'user:offline']),
  );
});

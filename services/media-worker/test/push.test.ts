import type { Config, Core } from '@samvad/core';
import {
  eventually,
  makeConversation,
  makePerson,
  startBackends,
  type TestPerson,
  testCore,
} from '@samvad/core/testing';
import { test } from 'tap';
import { runPushes } from '../src/jobs/push-messages.js';
import type { PushBrowser } from './support/push-browser.js';
import { PushService } from './support/push-service.js';

type Test = Parameters<typeof startBackends>[0];

/** A customer and an agent, a push service, and workers that push. */
async function desk(t: Test, settings: Partial<Config> = {}, workers = 1) {
  const backends = await startBackends(t);
  const service = await PushService.start(t);
  const core = await testCore(t, backends, { ...service.settings, ...settings });
  for (let i = 0; i < workers; i += 1) {
    const worker = await testCore(t, backends, { ...service.settings, ...settings });
    const pushes = await runPushes(worker, { ca: service.certificate.ca });
    t.teardown(() => pushes.close());
  }
  const [customer, agent] = [await makePerson(core, 'User', 'Rajesh'), await makePerson(core, 'Support', 'Asha Verma')];
  const id = await makeConversation(core, customer, agent);
  const subscribe = async (person: TestPerson, locale?: string) => {
    const browser = service.browser();
    await core.pushSubscriptions.add(person.actor, { ...browser.subscription, ...(locale ? { locale } : {}) });
    return browser;
  };
  const say = (by: TestPerson, content: string, conversationId = id) =>
    core.sender.send(by.actor, { conversationId, messageType: 'text', content });
  /** Everything that is due has been pushed: a message to somebody else, later, has come. */
  const settled = async () => {
    const [other, marker] = [await makePerson(core, 'User'), 'marker'];
    const browser = await subscribe(other);
    await say(agent, marker, await makeConversation(core, other, agent));
    await came(service, browser, 1);
  };
  return { backends, service, core, customer, agent, id, subscribe, say, settled };
}

async function came(service: PushService, browser: PushBrowser, count: number) {
  await eventually(() => service.to(browser).length >= count || service.complaints.length > 0, `push ${count}`, 15_000);
  if (service.complaints.length > 0) throw new Error(service.complaints.join('\n'));
  return service.to(browser).map(({ message }) => message);
}

const rows = async (core: Core, table: string) => (await core.db.pool.query(`select * from ${table}`)).rows;

test('a message that reaches no device is pushed, encrypted, signed, once', async (t) => {
  const { service, core, customer, agent, id, subscribe, say, settled } = await desk(t, {}, 2);
  const [phone, laptop, agents] = [
    await subscribe(customer),
    await subscribe(customer, 'hi-IN'),
    await subscribe(agent),
  ];
  await say(agent, 'received');
  await core.receipts.markDelivered(customer.actor, id, 1);
  const before = Date.now();
  const last = await say(agent, `नमस्ते  ${'😀'.repeat(200)}`);
  const [message] = await came(service, phone, 1);
  t.ok(Date.now() - before >= 400, 'not before the delay is over');
  t.same(message, {
    conversationId: id,
    seq: last.seq,
    title: 'Asha Verma',
    body: `नमस्ते ${'😀'.repeat(112)}…`,
    unreadCount: 2,
  });
  await came(service, laptop, 1);
  const { headers } = service.to(phone)[0] ?? { headers: {} };
  t.match(headers, { ttl: '86400', urgency: 'high', topic: id.replaceAll('-', '') });
  await settled();
  t.equal(service.to(phone).length, 1, 'one push, of two workers');
  t.same(service.to(agents), [], 'nobody is told of the own message');
  await say(customer, 'an answer');
  t.match(await came(service, agents, 1), [{ title: 'Rajesh', body: 'an answer', seq: 3, unreadCount: 1 }]);
  await say(agent, 'third');
  t.match((await came(service, phone, 2))[1], { body: 'third', seq: 4, unreadCount: 3 });
  const open = async () => (await rows(core, 'push_states')).filter(({ retry_at }) => retry_at !== null);
  await eventually(async () => (await open()).length === 0, 'the end of all of them');
});

test('what has been received or read in time is not pushed', async (t) => {
  const { service, core, customer, agent, id, subscribe, say, settled } = await desk(t);
  const phone = await subscribe(customer);
  await say(agent, 'received');
  await core.receipts.markDelivered(customer.actor, id, 1);
  await settled();
  await say(agent, 'read');
  await core.receipts.markRead(customer.actor, id);
  await settled();
  t.same(service.to(phone), []);
  await say(agent, 'neither');
  t.match(await came(service, phone, 1), [{ body: 'neither', unreadCount: 1 }]);
});

test('media are named in the language of the browser', async (t) => {
  const { service, core, customer, agent, id, subscribe } = await desk(t);
  const browsers = [await subscribe(customer), await subscribe(customer, 'hi'), await subscribe(customer, 'de-DE')];
  const bodies = { image: ['📷 Photo', '📷 फ़ोटो'], audio: ['🎤 Voice message', '🎤 वॉइस संदेश'] };
  let count = 0;
  for (const [type, [english, hindi]] of Object.entries(bodies)) {
    const stored = await core.store.store({
      ...{ conversationId: id, senderId: agent.id, role: 'Support', type: type as 'image', content: '' },
      ...{ mediaId: null, clientMessageId: null, unlessAnsweredAfter: null },
    });
    count += 1;
    for (const [i, browser] of browsers.entries()) {
      const message = (await came(service, browser, count))[count - 1];
      t.match(message, { body: i === 1 ? hindi : english, seq: stored.seq });
    }
  }
});

test('nothing of the words is shown where that is switched off', async (t) => {
  const { service, customer, agent, subscribe, say } = await desk(t, { PUSH_SHOW_CONTENT: false });
  const [english, hindi] = [await subscribe(customer), await subscribe(customer, 'hi')];
  await say(agent, 'a secret');
  t.match(await came(service, english, 1), [{ title: 'Asha Verma', body: 'New message' }]);
  t.match(await came(service, hindi, 1), [{ body: 'नया संदेश' }]);
});

test('a browser that has unsubscribed is forgotten, one that fails is tried again, the others are not bothered', async (t) => {
  const { service, core, customer, agent, subscribe, say } = await desk(t);
  const [gone, lost, failing, silent, well] = [
    await subscribe(customer),
    await subscribe(customer),
    await subscribe(customer),
    await subscribe(customer),
    await subscribe(customer),
  ];
  service.answers.set(gone.endpoint, 410);
  service.answers.set(lost.endpoint, 404);
  service.answers.set(failing.endpoint, 503);
  await say(agent, 'hello');
  await came(service, well, 1);
  await eventually(() => (service.requests.get(failing.endpoint) ?? 0) >= 3, 'three attempts', 20_000);
  const endpoints = (await rows(core, 'push_subscriptions')).map(({ endpoint }) => endpoint);
  t.same(endpoints.sort(), [failing.endpoint, silent.endpoint, well.endpoint].sort());
  service.answers.delete(failing.endpoint);
  t.match(await came(service, failing, 1), [{ body: 'hello' }]);
  t.equal(service.to(well).length, 1);
  t.equal(service.to(silent).length, 1);
  for (const one of [gone, lost]) t.equal(service.requests.get(one.endpoint), 1);
  const done = async () =>
    (await rows(core, 'push_states')).every((one) => one.retry_at === null && one.up_to_seq === 1);
  await eventually(done, 'the end of it');
});

test('a push that fails for minutes is given up, and the next message is pushed again', async (t) => {
  const { service, core, customer, agent, subscribe, say } = await desk(t);
  const phone = await subscribe(customer);
  service.answers.set(phone.endpoint, 500);
  await say(agent, 'never');
  await eventually(() => service.requests.get(phone.endpoint), 'an attempt', 15_000);
  await eventually(async () => {
    await core.db.pool.query(`update push_states set failing_since = now() - interval '6 minutes', retry_at = now()
      where failing_since is not null`);
    return (await rows(core, 'push_states'))[0]?.up_to_seq === 1;
  }, 'giving it up');
  service.answers.delete(phone.endpoint);
  await say(agent, 'later');
  t.match(await came(service, phone, 1), [{ body: 'later', seq: 2 }]);
});

test('what a worker had taken on when it died is taken on by another, unless it has been read', async (t) => {
  const { service, core, customer, agent, id, subscribe, say } = await desk(t);
  const phone = await subscribe(customer);
  // As if it had been claimed by a worker that is dead now.
  await core.db.pool.query(
    `insert into push_states (conversation_id, user_id, retry_at) values ($1, $2, now() + interval '1 hour')`,
    [id, customer.id],
  );
  await say(agent, 'hello');
  await core.db.pool.query(`update push_states set retry_at = now() + interval '2 seconds'`);
  t.match(await came(service, phone, 1), [{ body: 'hello' }]);
});

test('while no worker ran, and after Redis has been emptied, nothing is lost', async (t) => {
  const backends = await startBackends(t);
  const service = await PushService.start(t);
  const core = await testCore(t, backends, service.settings);
  const [customer, agent] = [await makePerson(core, 'User'), await makePerson(core, 'Support')];
  const id = await makeConversation(core, customer, agent);
  const phone = service.browser();
  await core.pushSubscriptions.add(customer.actor, phone.subscription);
  await core.sender.send(agent.actor, { conversationId: id, messageType: 'text', content: 'hello' });
  // Ten minutes ago.
  await core.db.pool.query(`update messages set created_at = created_at - interval '10 minutes'`);
  await core.db.pool.query(`update conversations set updated_at = updated_at - interval '10 minutes',
    activity_bucket = floor(extract(epoch from updated_at - interval '10 minutes') / 256)`);
  await core.db.pool.query(`update push_cursor set at = now() - interval '11 minutes'`);
  await (core.redis as { flushall(): Promise<unknown> }).flushall();
  const pushes = await runPushes(core, { ca: service.certificate.ca });
  t.teardown(() => pushes.close());
  t.match(await came(service, phone, 1), [{ body: 'hello' }]);
});

test('a sign-out, a reassignment and a deactivation end it', async (t) => {
  const { service, core, customer, agent, id, subscribe, say, settled } = await desk(t);
  const [phone, agents] = [await subscribe(customer), await subscribe(agent)];
  const second = await core.sessions.start(customer.id, 'User');
  const tablet = await subscribe({ ...customer, actor: second.actor });
  await core.accounts.logout(customer.actor);
  await say(agent, 'hello');
  await came(service, tablet, 1);
  t.same(service.to(phone), [], 'the sign-in that has ended');
  const [admin, successor] = [await makePerson(core, 'Admin'), await makePerson(core, 'Support')];
  await core.updater.update(admin.actor, id, { assignedSupportId: successor.id });
  const next = await subscribe(successor);
  await core.sender.send(second.actor, { conversationId: id, messageType: 'text', content: 'anyone?' });
  await came(service, next, 1);
  t.same(service.to(agents), []);
  await core.peopleManager.update(admin.actor, customer.id, { isActive: false });
  await say(successor, 'are you there?');
  await settled();
  t.equal(service.to(tablet).length, 1);
});

import { type Config, type Core, PendingClears, type PendingPush, PendingPushes } from '@samvad/core';
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
import { FcmService, fcmError } from './support/fcm-service.js';
import { PushService } from './support/push-service.js';

type Test = Parameters<typeof startBackends>[0];

/** A customer and an agent, Google and a push service for browsers, and workers that push. */
async function desk(t: Test, settings: Partial<Config> = {}, workers = 1) {
  const backends = await startBackends(t);
  const [fcm, web] = [await FcmService.start(t), await PushService.start(t)];
  const configured = { ...web.settings, ...fcm.settings, ...settings };
  const core = await testCore(t, backends, configured);
  const startWorker = async () => {
    const worker = await testCore(t, backends, configured);
    const pushes = await runPushes(worker, { ca: web.certificate.ca, fcm: fcm.route });
    t.teardown(() => pushes.close());
    return worker;
  };
  for (let i = 0; i < workers; i += 1) await startWorker();
  const [customer, agent] = [await makePerson(core, 'User', 'Rajesh'), await makePerson(core, 'Support', 'Asha Verma')];
  const id = await makeConversation(core, customer, agent);
  const phone = async (person: TestPerson, locale?: string) => {
    const token = fcm.token();
    await core.pushDevices.add(person.actor, { platform: 'fcm', token, ...(locale ? { locale } : {}) });
    return token;
  };
  const browser = async (person: TestPerson) => {
    const one = web.browser();
    await core.pushSubscriptions.add(person.actor, one.subscription);
    return one;
  };
  const say = (by: TestPerson, content: string, conversationId = id) =>
    core.sender.send(by.actor, { conversationId, messageType: 'text', content });
  /** What has come to a phone, when it is so many. */
  const came = async (token: string, count: number) => {
    await eventually(() => fcm.to(token).length >= count || fcm.complaints.length > 0, `push ${count}`, 15_000);
    if (fcm.complaints.length > 0) throw new Error(fcm.complaints.join('\n'));
    return fcm.to(token).map(({ data }) => data);
  };
  /** The worker knows that what has come has been sent. */
  const pushed = (conversationId: string) =>
    eventually(async () => {
      const states = await rows(core, 'push_states');
      return states.some((one) => one.conversation_id === conversationId && one.up_to_seq > 0 && !one.retry_at);
    }, 'the end of a push');
  /** Everything that is due has been pushed or cleared: what is later has come to somebody else. */
  const settled = async () => {
    const other = await makePerson(core, 'User');
    const [token, elsewhere] = [await phone(other), await makeConversation(core, other, agent)];
    await say(agent, 'marker', elsewhere);
    await came(token, 1);
    await pushed(elsewhere);
    await core.receipts.markRead(other.actor, elsewhere);
    await came(token, 2);
  };
  return { backends, fcm, web, core, customer, agent, id, phone, browser, say, came, pushed, settled, startWorker };
}

const rows = async (core: Core, table: string) => (await core.db.pool.query(`select * from ${table}`)).rows;

test('a message that reaches no device comes to the phones, and to the browsers, once, of two workers', async (t) => {
  const { fcm, web, core, customer, agent, id, phone, browser, say, came, settled } = await desk(t, {}, 2);
  const [android, hindi, laptop] = [await phone(customer), await phone(customer, 'hi-IN'), await browser(customer)];
  const mine = await phone(agent);
  await say(agent, 'received');
  await core.receipts.markDelivered(customer.actor, id, 1);
  const before = Date.now();
  const last = await say(agent, 'last');
  const [data] = await came(android, 1);
  t.ok(Date.now() - before >= 400, 'not before the delay is over');
  t.same(data, {
    type: 'message',
    conversationId: id,
    seq: String(last.seq),
    title: 'Asha Verma',
    body: 'last',
    unreadCount: '2',
  });
  await came(hindi, 1);
  await eventually(() => web.to(laptop).length === 1, 'the push to the browser');
  await settled();
  t.equal(fcm.to(android).length, 1);
  t.equal(fcm.to(hindi).length, 1);
  t.equal(web.to(laptop).length, 1);
  t.same(fcm.to(mine), [], 'nobody is told of the own message');
});

test('what has been received in time is not pushed; what is written in one go is one notification', async (t) => {
  const { fcm, core, customer, agent, id, phone, say, came, settled } = await desk(t, { PUSH_DELAY_MS: 1_000 });
  const token = await phone(customer);
  await say(agent, 'received');
  await core.receipts.markDelivered(customer.actor, id, 1);
  await settled();
  t.same(fcm.to(token), []);
  for (let i = 1; i <= 10; i += 1) await say(agent, `message ${i}`);
  await eventually(() => fcm.to(token).at(-1)?.data.seq === '11', 'the last one');
  const all = await came(token, 1);
  t.ok(all.length < 10, `${all.length} pushes`);
  t.match(all.at(-1), { body: 'message 10', unreadCount: '11' });
  await settled();
  const sent = fcm.to(token);
  t.equal(sent.length, all.length);
  t.same(
    [...new Set(sent.map(({ android }) => android?.collapse_key))],
    [id],
    'each takes the place of the one before',
  );
  t.same([...new Set(sent.map(({ android }) => android?.notification?.tag))], [id]);
});

test('what is read elsewhere is taken away from the phones, once; what is received is not', async (t) => {
  const { fcm, web, core, customer, agent, id, phone, browser, say, came, pushed, settled } = await desk(t, {}, 2);
  const [one, two, laptop] = [await phone(customer), await phone(customer), await browser(customer)];
  await say(agent, 'first');
  for (const token of [one, two]) await came(token, 1);
  await eventually(() => web.to(laptop).length === 1, 'the push to the browser');
  await pushed(id);

  await core.receipts.markDelivered(customer.actor, id, 1);
  await settled();
  t.equal(fcm.to(one).length, 1, 'the app that was woken says that it has it');
  await core.receipts.markRead(customer.actor, id);
  for (const token of [one, two])
    t.same((await came(token, 2))[1], { type: 'cleared', conversationId: id, upToSeq: '1' });
  await core.receipts.markRead(customer.actor, id);
  await settled();
  t.equal(fcm.to(one).length, 2, 'once');
  t.equal(web.to(laptop).length, 1, 'a browser would have to show something');

  // In time: nothing was shown, so nothing is taken away.
  await say(agent, 'second');
  await core.receipts.markRead(customer.actor, id);
  await settled();
  t.equal(fcm.to(one).length, 2);
  // And all over again.
  await say(agent, 'third');
  t.match((await came(one, 3))[2], { type: 'message', seq: '3' });
  await eventually(async () => (await rows(core, 'push_states')).every((row) => !row.retry_at), 'the end of it');
  await core.receipts.markRead(customer.actor, id);
  t.match((await came(one, 4))[3], { type: 'cleared', upToSeq: '3' });
});

test('what is read while it is being pushed is taken away right after', async (t) => {
  const { fcm, core, customer, agent, id, phone, say, came } = await desk(t);
  const token = await phone(customer);
  // Busy, which firebase-admin waits for: the message is on its way for a second.
  const busy = fcmError(503, 'UNAVAILABLE', 'UNAVAILABLE');
  fcm.answers.set(token, [busy, busy, { status: 200 }]);
  await say(agent, 'hello');
  await eventually(() => fcm.requests.get(token), 'the first attempt');
  await core.receipts.markRead(customer.actor, id);
  t.match(await came(token, 2), [
    { type: 'message', seq: '1' },
    { type: 'cleared', upToSeq: '1' },
  ]);
});

test('a reading that met the push on its way is found when the push is settled', async (t) => {
  const { core, customer, agent, id, phone, say } = await desk(t, {}, 0);
  await phone(customer);
  await say(agent, 'hello');
  const pending = new PendingPushes(core.db, core.config, ['fcm']);
  const clears = new PendingClears(core.db);
  const push = await eventually(async () => (await pending.claim(10))[0], 'the claim');
  // By a statement that began before the claim was committed, and so knows nothing of it.
  await core.db.pool.query('insert into participants (conversation_id, user_id, read_seq) values ($1, $2, 1)', [
    id,
    customer.id,
  ]);
  t.same(await clears.claim(10), []);
  await pending.done(push as PendingPush);
  t.same(await clears.claim(10), [{ conversationId: id, userId: customer.id, upToSeq: 1 }]);
  t.same(await clears.claim(10), [], 'once');
});

test('nothing of the words is shown where that is switched off', async (t) => {
  const { fcm, customer, agent, phone, say, came } = await desk(t, { PUSH_SHOW_CONTENT: false });
  const [english, hindi] = [await phone(customer), await phone(customer, 'hi')];
  await say(agent, 'a secret');
  t.match(await came(english, 1), [{ title: 'Asha Verma', body: 'New message' }]);
  t.match(await came(hindi, 1), [{ body: 'नया संदेश' }]);
  t.notMatch(JSON.stringify(fcm.received), /secret/);
});

test('a token that is not valid is dropped, one that fails is tried again, the others are not bothered', async (t) => {
  const { fcm, web, core, customer, agent, phone, browser, say, came } = await desk(t);
  const [gone, failing, well, laptop] = [
    await phone(customer),
    await phone(customer),
    await phone(customer),
    await browser(customer),
  ];
  fcm.answers.set(gone, [fcmError(404, 'NOT_FOUND', 'UNREGISTERED')]);
  const quota = fcmError(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED');
  fcm.answers.set(failing, [quota, quota, { status: 200 }]);
  await say(agent, 'hello');
  t.match(await came(failing, 1), [{ body: 'hello' }]);
  t.equal(fcm.requests.get(failing), 3);
  t.equal(fcm.requests.get(gone), 1);
  t.equal(fcm.to(well).length, 1);
  t.equal(web.to(laptop).length, 1);
  t.same((await rows(core, 'push_devices')).map(({ token }) => token).sort(), [failing, well].sort());
  const done = async () =>
    (await rows(core, 'push_states')).every((row) => row.retry_at === null && row.up_to_seq === 1);
  await eventually(done, 'the end of it');
  const { values } = await core.metrics.pushes.get();
  t.same(values, [], 'counted where it is sent');
});

test('what a worker had taken on when it died is sent by another', async (t) => {
  const { core, fcm, customer, agent, id, phone, say, came, startWorker } = await desk(t, {}, 0);
  const token = await phone(customer);
  const { seq } = await say(agent, 'hello');
  // A worker that takes it on, and is killed before it sends.
  const dead = new PendingPushes(core.db, core.config, ['fcm', 'web']);
  const claimed = await eventually(async () => (await dead.claim(10))[0], 'the claim');
  t.match(claimed, { conversationId: id, userId: customer.id, seq });
  await startWorker();
  const [state] = await rows(core, 'push_states');
  t.ok(state.retry_at > new Date(), 'for as long as a push may take, nobody else does');
  t.same(fcm.to(token), []);
  await core.db.pool.query('update push_states set retry_at = now()');
  t.match(await came(token, 1), [{ body: 'hello' }]);
});

test('a sign-out ends the phones of that sign-in, and so does a sign-out on a node of the release before', async (t) => {
  const { fcm, core, customer, agent, phone, say, came, settled } = await desk(t);
  const signIn = async () => ({ ...customer, actor: (await core.sessions.start(customer.id, 'User')).actor });
  const [one, two, three] = [customer, await signIn(), await signIn()];
  const [first, second, third] = [await phone(one), await phone(two), await phone(three)];
  await core.accounts.logout(one.actor);
  // As that node does it: it knows nothing of phones.
  await core.db.pool.query('update sessions set revoked_at = now() where id = $1', [two.actor.sessionId]);
  await say(agent, 'hello');
  await came(third, 1);
  await settled();
  t.same([fcm.to(first), fcm.to(second)], [[], []]);
  const admin = await makePerson(core, 'Admin');
  await core.peopleManager.update(admin.actor, customer.id, { isActive: false });
  await say(agent, 'are you there?');
  await settled();
  t.equal(fcm.to(third).length, 1);
});

test('where only browsers are configured, phones are no concern', async (t) => {
  const { fcm, web, core, customer, agent, id, phone, browser, say } = await desk(t, {}, 0);
  const [token, laptop] = [await phone(customer), await browser(customer)];
  const pushes = await runPushes(
    { ...core, config: { ...core.config, FCM_SERVICE_ACCOUNT_FILE: '' } },
    { ca: web.certificate.ca },
  );
  t.teardown(() => pushes.close());
  await say(agent, 'hello');
  await eventually(() => web.to(laptop).length === 1, 'the push to the browser');
  const done = async () => (await rows(core, 'push_states')).some((row) => row.up_to_seq === 1 && !row.retry_at);
  await eventually(done, 'the end of it');
  await core.receipts.markRead(customer.actor, id);
  t.match(await rows(core, 'push_states'), [{ shown_seq: null, clear_at: null }], 'and nothing waits to be cleared');
  t.equal(fcm.requests.get(token), undefined);
});

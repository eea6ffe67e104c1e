import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { WebhookDelivery } from '@samvad/contract';
import { eventually, makePerson } from '@samvad/core/testing';
import { temporaryDir } from '@samvad/infra/testing';
import { test } from 'tap';
import { startWorkerProcess } from './support/media-processes.js';
import { webhookDesk } from './support/webhook-desk.js';
import { isSigned, WebhookReceiver } from './support/webhook-receiver.js';

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

test('what happens is told, signed, in order and once, by two workers', async (t) => {
  const { core, receiver, customer, agent, admin, hook, say, settled } = await webhookDesk(t, {}, 2);
  const webhook = await hook(receiver.url, ['message.created', 'conversation.created', 'conversation.updated']);
  const opened = await core.opener.open(customer.actor, { subject: 'Wheat', message: 'It has yellow stripes ✓' });
  const id = opened.conversation._id;
  await say(id, 'Let me see', 'one');
  await say(id, 'Let me see', 'one');
  await t.rejects(say(id, 'Another', 'one'), { code: 'CONFLICT' });
  await t.rejects(say(id, 'Mine now?', null, await makePerson(core, 'Support')), { code: 'NOT_FOUND' });
  await core.updater.update(agent.actor, id, { status: 'resolved' });
  await say(id, 'Thanks', null, customer);
  const told = await settled(webhook);
  t.match(
    told.map(({ event, status, attempts, lastStatusCode }) => [event, status, attempts, lastStatusCode]),
    [
      ['conversation.created', 'delivered', 1, 200],
      ['message.created', 'delivered', 1, 200],
      ['message.created', 'delivered', 1, 200],
      ['conversation.updated', 'delivered', 1, 200],
      [/./, 'delivered', 1, 200],
      [/./, 'delivered', 1, 200],
    ],
  );
  t.equal(receiver.requests.length, 6, 'each once');
  t.same(
    receiver.requests.map(({ payload }) => payload.id),
    told.map(({ _id }) => _id),
    'in the order in which it happened',
  );
  t.same(receiver.seqs(id), [1, 2, 3]);
  for (const request of receiver.requests) {
    t.ok(isSigned(request, webhook.secret), 'signed');
    t.notOk(isSigned({ ...request, body: `${request.body} ` }, webhook.secret));
    t.equal(request.headers['webhook-id'], request.payload.id);
    t.match(request.headers, { 'content-type': /^application\/json/, 'user-agent': /^Samvad/ });
    t.equal(request.payload.conversationId, id);
  }
  const payloads = receiver.requests.map(({ payload }) => payload);
  t.match(payloads[0]?.data, { conversation: { _id: id, subject: 'Wheat', user: { phone: customer.phone } } });
  t.match(payloads[1], {
    type: 'message.created',
    data: {
      message: { seq: 1, content: 'It has yellow stripes ✓', sender: { id: customer.id, phone: customer.phone } },
    },
  });
  t.match(payloads[3]?.data, { change: { status: 'resolved', assignedSupportId: agent.id } });
  const reopened = payloads.find(({ type, data }) => type === 'conversation.updated' && data.change?.status === 'open');
  t.match(reopened?.data.conversation, { status: 'open', lastSeq: 3, unreadCount: 2 });
  const detail = await core.webhookDeliveries.get(admin.actor, webhook._id, told[1]?._id ?? '');
  t.same(detail.payload?.data.message?._id, payloads[1]?.data.message?._id);
});

test('under failures each conversation stays in order, nothing is left out, and nothing overtakes', async (t) => {
  const { receiver, hook, talk, say, settled } = await webhookDesk(t, {}, 2);
  const webhook = await hook();
  const open = new Map<string, number>();
  const overtaken: string[] = [];
  let count = 0;
  receiver.answer = ({ payload: { data } }) => {
    const { conversationId = '', seq = 0 } = data.message ?? {};
    if (seq !== (open.get(conversationId) ?? 0) + 1) overtaken.push(`${conversationId} ${seq}`);
    count += 1;
    if (count % 3 === 0) return 500;
    open.set(conversationId, seq);
    return 200;
  };
  const ids = await Promise.all(upTo(4).map(() => talk()));
  await Promise.all(ids.flatMap((id) => upTo(15).map((i) => say(id, `m${i}`))));
  const told = await settled(webhook);
  for (const id of ids) t.same(receiver.seqs(id), upTo(15));
  t.same(overtaken, []);
  t.ok(told.every(({ status }) => status === 'delivered'));
  t.ok(told.some(({ attempts }) => attempts > 1));
});

test('one that fails holds back its own conversation only, until it is given up', async (t) => {
  const { receiver, hook, talk, say, settled, deliveries } = await webhookDesk(t, {
    WEBHOOK_RETRY_SECONDS: '0.1,0.3,1',
  });
  const webhook = await hook();
  const [bad, good] = [await talk(), await talk()];
  const times: number[] = [];
  receiver.answer = ({ payload: { data } }) => {
    if (data.message?.conversationId !== bad || data.message.seq !== 1) return 200;
    times.push(Date.now());
    return 503;
  };
  await say(bad, 'never');
  await say(bad, 'later');
  await say(good, 'at once');
  await eventually(() => receiver.seqs(good).length === 1, 'the other conversation');
  t.same(receiver.seqs(bad), []);
  const held = async () =>
    (await deliveries(webhook)).find(({ attempts, status }) => attempts > 0 && status === 'pending');
  const noted = { lastStatusCode: 503, lastError: 'answered 503', nextAttemptAt: /Z$/, deliveredAt: null };
  t.match(await eventually(held, 'the first attempt being written down'), noted);
  const told = await settled(webhook);
  t.match(
    told.map(({ status, attempts, lastStatusCode }) => [status, attempts, lastStatusCode]),
    [
      ['failed', 4, 503],
      ['delivered', 1, 200],
      ['delivered', 1, 200],
    ],
  );
  t.same(receiver.seqs(bad), [2]);
  const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  for (const [i, least] of [80, 240, 800].entries()) t.ok((pauses[i] ?? 0) >= least, `${pauses[i]} ms after ${least}`);
});

test('a worker that is killed has its claims taken over: at least once, with the same id', async (t) => {
  const { receiver, hook, talk, say, settled, worker, config } = await webhookDesk(t, {}, 0);
  const webhook = await hook();
  const dir = temporaryDir('webhook-worker');
  t.teardown(() => dir.remove());
  const dying = startWorkerProcess(t, config(), { TMPDIR: dir.path });
  receiver.answer = () => new Promise<number>(() => {});
  const id = await talk();
  await say(id, 'hello');
  await eventually(() => receiver.requests.length === 1, 'the first attempt', 20_000);
  dying.kill('SIGKILL');
  await dying.ended;
  receiver.answer = () => 200;
  await worker();
  const told = await settled(webhook);
  t.match(told, [{ status: 'delivered', attempts: 1 }]);
  t.equal(receiver.requests.length, 2);
  t.equal(receiver.requests[0]?.payload.id, receiver.requests[1]?.payload.id);
  t.ok(isSigned(receiver.requests[1] as (typeof receiver.requests)[0], webhook.secret));
});

test('replay: one and many, with the id they had', async (t) => {
  const { core, admin, receiver, hook, talk, say, settled } = await webhookDesk(t, { WEBHOOK_RETRY_SECONDS: '0.01' });
  const webhook = await hook();
  const id = await talk();
  receiver.answer = () => 400;
  for (const i of upTo(3)) await say(id, `m${i}`);
  const failed = await settled(webhook);
  t.same(new Set(failed.map(({ status }) => status)), new Set(['failed']));
  receiver.answer = () => 204;
  const one = failed[1] as WebhookDelivery;
  t.match(await core.webhookDeliveries.replay(admin.actor, webhook._id, one._id), { status: 'pending', attempts: 0 });
  await settled(webhook);
  t.same(receiver.seqs(id), [2]);
  t.equal(receiver.accepted()[0]?.headers['webhook-id'], one._id);
  t.match(await core.webhookDeliveries.replayAll(admin.actor, webhook._id, {}), { replayed: 2, hasMore: false });
  t.match(
    (await settled(webhook)).map(({ _id, status }) => [_id, status]),
    failed.map(({ _id }) => [_id, 'delivered']),
  );
  t.same(receiver.seqs(id), [2, 1, 3]);
  const { createdAt: since } = failed[2] as WebhookDelivery;
  await core.webhookDeliveries.replayAll(admin.actor, webhook._id, { since, status: 'delivered' });
  await settled(webhook);
  t.same(receiver.seqs(id), [2, 1, 3, 3]);
  t.equal(receiver.accepted()[3]?.payload.id, receiver.accepted()[2]?.payload.id, 'receivers drop it by its id');
});

test('a webhook that is off gets nothing; what was pending before waits', async (t) => {
  const { core, admin, receiver, hook, talk, say, settled, deliveries } = await webhookDesk(t, {}, 0);
  const [webhook, other] = [await hook(), await hook(`${receiver.url}/other`)];
  const id = await talk();
  await say(id, 'before');
  await core.webhooks.update(admin.actor, webhook._id, { isActive: false });
  await say(id, 'meanwhile');
  const worker = (await import('../src/jobs/deliver-webhooks.js')).deliverWebhooks(core);
  t.teardown(() => worker.close());
  await settled(other);
  t.same(new Set(receiver.requests.map(({ path }) => path)), new Set(['/hook/other']));
  t.match(await deliveries(webhook), [{ status: 'pending', attempts: 0 }]);
  await core.webhooks.update(admin.actor, webhook._id, { isActive: true });
  t.match(await settled(webhook), [{ status: 'delivered' }]);
  await core.webhooks.remove(admin.actor, other._id);
  await say(id, 'after');
  t.match(await settled(webhook), [{ status: 'delivered' }, { status: 'delivered' }]);
  t.equal(receiver.requests.filter(({ path }) => path === '/hook').length, 2);
  t.equal(receiver.requests.filter(({ path }) => path === '/hook/other').length, 2);
});

test('what ends a webhook, and what pauses it', async (t) => {
  const settings = { WEBHOOK_OFF_AFTER_SECONDS: 1, WEBHOOK_RETRY_SECONDS: '0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2,60' };
  const { core, admin, receiver, hook, talk, say, settled, deliveries } = await webhookDesk(t, settings);
  const state = ({ _id }: { _id: string }) => core.webhooks.get(admin.actor, _id);
  const off = (one: { _id: string }) => eventually(async () => !(await state(one)).isActive, 'being switched off');
  const [gone, failing] = [await hook(`${receiver.url}/gone`), await hook(`${receiver.url}/failing`)];
  receiver.answer = ({ path }) => (path === '/hook/gone' ? 410 : 500);
  const id = await talk();
  await say(id, 'hello');
  await off(gone);
  t.match(await state(gone), { disabledReason: /410/ });
  t.equal(receiver.requests.filter(({ path }) => path === '/hook/gone').length, 1);
  t.match(await deliveries(gone), [{ status: 'pending', lastStatusCode: 410 }], 'kept for when it is switched on');
  await off(failing);
  t.match(await state(failing), { disabledReason: /too long.*500/, failingSince: /Z$/ });
  receiver.answer = () => 200;
  t.match(await core.webhooks.update(admin.actor, failing._id, { isActive: true }), {
    disabledReason: null,
    failingSince: null,
  });
  t.match(await settled(failing), [{ status: 'delivered' }]);

  const busy = await hook(`${receiver.url}/busy`);
  receiver.answer = ({ path }, response) => {
    if (path !== '/hook/busy' || Date.now() > asked + 1_000) return 200;
    asked = Math.min(asked, Date.now());
    response.writeHead(429, { 'retry-after': '2' }).end();
    return 0;
  };
  let asked = Number.MAX_SAFE_INTEGER;
  const [one, two] = [await talk(), await talk()];
  await say(one, 'too many');
  await eventually(() => asked < Number.MAX_SAFE_INTEGER, 'the first');
  await eventually(async () => (await deliveries(busy))[0]?.attempts === 1, 'its outcome');
  await say(two, 'the whole webhook waits');
  await settled(busy);
  t.ok(Date.now() >= asked + 1_900, 'not before the receiver has asked for');
  t.equal(receiver.requests.filter(({ path }) => path === '/hook/busy').length, 3);
});

test('a receiver that never answers is in nobody’s way, and a close waits for what is under way', async (t) => {
  const { core, receiver, admin, hook, talk, say, settled, worker, deliveries } = await webhookDesk(
    t,
    { WEBHOOK_CONCURRENCY: 4, WEBHOOK_TIMEOUT_MS: 1_500 },
    0,
  );
  const silent = await WebhookReceiver.start(t);
  silent.answer = () => new Promise<number>(() => {});
  const [slow, quick] = [await hook(silent.url), await hook()];
  const { close, core: own } = await worker();
  const ids = await Promise.all(upTo(12).map(() => talk()));
  await Promise.all(ids.map((id) => say(id, 'hello')));
  await settled(quick);
  t.equal(receiver.requests.length, 12);
  t.equal(silent.requests.length, 2, 'half of the room is its own');
  await eventually(
    async () => (await deliveries(slow)).some(({ lastError }) => lastError === 'no answer in time'),
    'the end of the first attempts',
  );
  const measured = async () => (await own.metrics.webhookAttempts.get()).values;
  t.match(await measured(), [{ labels: { outcome: 'delivered' }, value: 12 }, { labels: { outcome: 'failed' } }]);
  const begun = silent.requests.length;
  await close();
  const after = silent.requests.length;
  t.ok(after - begun <= 2);
  t.ok((await deliveries(slow)).every(({ status }) => status === 'pending'));
  await core.webhooks.remove(admin.actor, slow._id);
});

test('ping, a new secret, and secrets that are encrypted', async (t) => {
  const { core, admin, receiver, hook, settled } = await webhookDesk(t, {
    WEBHOOK_SECRET_KEY: 'a key that only tests know',
  });
  const webhook = await hook();
  const stored = async () => (await core.db.pool.query('select secret, former_secret from webhooks')).rows[0];
  t.match(await stored(), { secret: /^sealed:/ });
  const ping = await core.webhooks.test(admin.actor, webhook._id);
  await settled(webhook);
  const [first] = receiver.requests;
  t.match(first?.payload, { id: ping._id, type: 'ping', conversationId: null, data: {} });
  t.ok(first && isSigned(first, webhook.secret));
  const renewed = await core.webhooks.rotateSecret(admin.actor, webhook._id);
  await core.webhooks.test(admin.actor, webhook._id);
  await settled(webhook);
  const second = receiver.requests[1];
  t.ok(second && isSigned(second, webhook.secret) && isSigned(second, renewed.secret), 'by both');
  await core.db.pool.query(`update webhooks set former_secret_until = now() - interval '1 second'`);
  receiver.answer = () => 500;
  await core.webhooks.test(admin.actor, webhook._id);
  t.match((await settled(webhook)).at(-1), { status: 'failed', attempts: 1 }, 'a ping is tried once');
  const third = receiver.requests[2];
  t.ok(third && !isSigned(third, webhook.secret) && isSigned(third, renewed.secret), 'the former one has ended');
});

test('the check that the README shows', async (t) => {
  const { receiver, hook, talk, say, settled } = await webhookDesk(t);
  const readme = fileURLToPath(new URL('../../../core/src/webhooks/README.md', import.meta.url));
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(readme, 'utf8')) ?? [];
  const dir = temporaryDir('webhook-readme');
  t.teardown(() => dir.remove());
  const file = join(dir.path, 'check.mjs');
  writeFileSync(file, code);
  const { isGenuine } = await import(pathToFileURL(file).href);
  const [webhook, other] = [await hook(), await hook(`${receiver.url}/other`)];
  await say(await talk(), 'नमस्ते');
  await settled(webhook);
  await settled(other);
  const { headers, body } = receiver.requests.find(({ path }) => path === '/hook') ?? { headers: {}, body: '' };
  t.equal(isGenuine(headers, body, webhook.secret), true);
  t.equal(isGenuine(headers, body, other.secret), false);
  t.equal(isGenuine(headers, body.replace('message', 'massage'), webhook.secret), false);
  t.equal(isGenuine({ ...headers, 'webhook-timestamp': '1700000000' }, body, webhook.secret), false);
});

import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { inspectConversation } from '../src/administration/inspect-conversation.js';
import { replayWebhooks } from '../src/administration/replay-webhooks.js';
import { type RotationStep, rotateFiles } from '../src/administration/rotate-keys.js';
import type { Core } from '../src/context.js';
import { Audience } from '../src/presence/audience.js';
import { Presence } from '../src/presence/presence.js';
import { ViewerLeases } from '../src/presence/viewer-leases.js';
import {
  type Backends,
  makeConversation,
  makePerson,
  startBackends,
  testConfig,
  testCore,
} from '../src/testing/index.js';

const program = fileURLToPath(new URL('../src/bin/admin.js', import.meta.url));

interface Outcome {
  status: number | null;
  out: string;
  err: string;
}

/** Runs the program as somebody at a shell does, with the environment of these nodes. */
function admin(backends: Backends, args: string[], input = ''): Promise<Outcome> {
  const { DATABASE_URL, REDIS_URL, JWT_SECRET } = testConfig(backends);
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL, REDIS_URL, JWT_SECRET },
  });
  const outcome: Outcome = { status: null, out: '', err: '' };
  child.stdout.on('data', (bytes) => {
    outcome.out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    outcome.err += bytes;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (status) => resolve({ ...outcome, status })));
}

/** Which nobody serves. */
async function makeWebhook({ db }: Core): Promise<string> {
  const { rows } = await db.pool.query<{ id: string }>(
    `insert into webhooks (id, url, events, is_active, secret)
      values (gen_random_uuid(), 'https://127.0.0.1:9/hook', '{message.created}', true, 'a secret') returning id`,
  );
  return rows[0]?.id ?? '';
}

test('administration', { timeout: 120_000 }, async (t) => {
  const backends = await startBackends(t);
  const core = await testCore(t, backends);
  const create = (args: string[], password: string) => admin(backends, ['create-user', ...args], password);

  await t.test('the first admin is made, and can sign in', async (t) => {
    const args = ['--name', 'Meera Iyer', '--phone', '+91 98000 00000', '--role', 'Admin'];
    t.match(await create(args, 'a good password\n'), { status: 0, out: /: Meera Iyer, Admin, \+919800000000/ });
    const { user } = await core.accounts.login('+919800000000', 'a good password', '127.0.0.1');
    t.match(user, { name: 'Meera Iyer', role: 'Admin' });
    t.match(await create(args, 'another password'), { status: 1, err: /^CONFLICT: / }, 'a second call changes nothing');
    await core.accounts.login('+919800000000', 'a good password', '127.0.0.1');
  });

  await t.test('what is no account is refused with a reason', async (t) => {
    t.match(await create(['--name', 'A', '--phone', '12', '--role', 'Support'], 'a good password'), {
      status: 1,
      err: /^VALIDATION: /,
    });
    t.match(await create(['--name', 'A', '--phone', '+919800000001', '--role', 'Support'], 'short'), {
      status: 1,
      err: /^VALIDATION: password/,
    });
    t.match(await create(['--name', 'A', '--phone', '+919800000001', '--role', 'Boss'], 'x'), {
      status: 1,
      err: /Boss/,
    });
  });

  await t.test('a conversation is looked into, and a wrong count put right', async (t) => {
    const [customer, agent] = [await makePerson(core, 'User'), await makePerson(core, 'Support')];
    const id = await makeConversation(core, customer, agent);
    for (const content of ['one', 'two']) {
      await core.sender.send(customer.actor, { conversationId: id, messageType: 'text', content });
    }
    await core.unread.counts(agent.id, 'Support');
    const right = await admin(backends, ['inspect', id]);
    t.match(right, { status: 0, out: /head +2.*\nmessages +2, dense\n/ });
    t.match(right.out, /2 unread, 2 in the cache\n/);

    core.unread.raise(agent.id, { conversationId: id, others: 9, read: 0 });
    t.match((await admin(backends, ['inspect', id])).out, /2 unread, 9 in the cache: THEY DIFFER/);
    const phone = ['rebuild-unread', '--phone', agent.phone];
    t.match(await admin(backends, phone), { status: 0, out: /anew for 1; 1 counts were wrong/ });
    t.match((await admin(backends, ['inspect', id])).out, /2 unread, 2 in the cache\n/);

    t.match(await admin(backends, ['inspect', 'nonsense']), { status: 1, err: /^NOT_FOUND: / });
    t.match(await admin(backends, ['rebuild-unread']), { status: 1, err: /^VALIDATION: / });
    t.match(await admin(backends, ['rebuild-unread', '--phone', '+919899999999']), { status: 1, err: /^NOT_FOUND: / });
    const everybody = ['rebuild-unread', '--everybody'];
    t.match(await admin(backends, everybody), { status: 1, err: /^VALIDATION: .*--yes/ }, 'not by mistake');
    t.match(await admin(backends, [...everybody, '--yes']), { status: 0, out: /anew for 1; 0 counts were wrong/ });
  });

  await t.test('a conversation is shown with who is where, and what is outside still to be told', async (t) => {
    const [customer, agent] = [await makePerson(core, 'User'), await makePerson(core, 'Support')];
    const id = await makeConversation(core, customer, agent);
    const presence = new Presence({ ...core, audience: new Audience(core.db), nodeName: 'socket-7' });
    await presence.start();
    await presence.connect(agent.id, 'a-connection');
    await new ViewerLeases(core.redis).enter(id, { nodeId: presence.nodeId, userId: agent.id });
    const webhook = await makeWebhook(core);
    const say = { conversationId: id, messageType: 'text', content: 'words of a customer' } as const;
    await core.sender.send(customer.actor, say);

    const out = await inspectConversation(core, id);
    t.match(out, /^customer +.*\n +not connected\n/m);
    t.match(out, /connected to socket-7\.\S+, whose lease lives [1-9]\d* ms more/);
    t.match(out, new RegExp(`^open at +${agent.id} on socket-7`, 'm'));
    t.match(out, /push to 0 browsers and 0 phones/);
    t.match(out, new RegExp(`^webhooks +${webhook} \\(127\\.0\\.0\\.1:9\\): 1 to be sent, the oldest since`, 'm'));
    t.notMatch(out, say.content, 'nobody reads along');

    await presence.stop();
    await core.redis.zadd('presence:nodes', 1, presence.nodeId);
    // As another process: this one remembers for a second which nodes live.
    const later = (await admin(backends, ['inspect', id])).out;
    t.match(later, /connected to socket-7\.\S+, WHICH IS DEAD/);
    t.match(later, /^open at .*, WHICH IS DEAD/m);
  });

  await t.test('webhooks are told again what they did not take', async (t) => {
    const [customer, agent] = [await makePerson(core, 'User'), await makePerson(core, 'Support')];
    const id = await makeConversation(core, customer, agent);
    const webhook = await makeWebhook(core);
    await core.sender.send(customer.actor, { conversationId: id, messageType: 'text', content: 'hello' });
    const of = (status: string) =>
      core.db.pool
        .query('select from webhook_deliveries where webhook_id = $1 and status = $2', [webhook, status])
        .then(({ rowCount }) => rowCount);
    await core.db.pool.query(`update webhook_deliveries set status = 'failed', attempts = 18, settled_at = now()`);
    t.match(await admin(backends, ['replay-webhooks', webhook]), {
      status: 0,
      out: /: 1 failed\nNothing is sent without --yes/,
    });
    t.equal(await of('failed'), 1);
    const later = new Date(Date.now() + 60_000).toISOString();
    const replay = (options: object) => replayWebhooks(core, { webhook, status: 'failed', ...options });
    t.match(await replay({ since: later, yes: true }), /: 0 of 0 failed/);
    t.match(await replay({ yes: true }), /: 1 of 1 failed are sent again/);
    t.equal(await of('pending'), 1);
    t.match(await replayWebhooks(core, { status: 'failed' }), new RegExp(`${webhook} .*: 0 failed`));
    await t.rejects(replay({ since: 'tomorrow' }), { code: 'VALIDATION' });
    await t.rejects(replay({ webhook: id }), { code: 'NOT_FOUND' });
  });

  await t.test('a new secret is long enough, and never the same', async (t) => {
    const secrets = await Promise.all(
      [1, 2].map(async () => (await admin(backends, ['rotate-keys'])).out.split('\n')[0]),
    );
    t.equal(new Set(secrets).size, 2);
    for (const secret of secrets) t.match(secret, /^[\w-]{43}$/);
  });

  await t.test('secrets in files are replaced step by step', async (t) => {
    const dir = t.testdir({ 'jwt-secret': `${'f'.repeat(40)}\n` });
    const files = () =>
      ['jwt-secret', 'jwt-secret-accepted'].map((name) => readFileSync(join(dir, name), 'utf8').trim());
    const step = (name: RotationStep) => rotateFiles(dir, name);
    t.throws(() => step('sign'), { code: 'CONFLICT' });
    const accepted = await admin(backends, ['rotate-keys', '--files', dir, '--step', 'accept']);
    t.match(accepted, { status: 0, out: /--step sign/ });
    const [former = '', next = ''] = files();
    t.equal(former, 'f'.repeat(40));
    t.match(next, /^[\w-]{43}$/);
    t.notMatch(accepted.out, next, 'no secret on the screen');
    t.throws(() => step('accept'), { code: 'CONFLICT', message: /under way/ });
    step('sign');
    t.same(files(), [next, former]);
    const forget = await admin(backends, ['rotate-keys', '--files', dir, '--step', 'forget']);
    t.match(forget, { status: 1, err: /--yes/ });
    step('forget');
    t.same(files(), [next, '']);
    t.equal(statSync(join(dir, 'jwt-secret')).mode & 0o077, 0, 'nobody else can read them');
    t.throws(() => rotateFiles(join(dir, 'none'), 'accept'), { code: 'NOT_FOUND' });
  });

  await t.test('no node is drained by mistake', async (t) => {
    t.match(await admin(backends, ['drain', 'api-9']), { status: 1, err: /^VALIDATION: .*--yes/ });
    t.equal(await core.redis.exists('drain:api-9'), 0);
  });

  await t.test('settings that are missing are named', async (t) => {
    const child = spawn(process.execPath, [program, 'inspect', 'x'], { env: { PATH: process.env.PATH } });
    let err = '';
    child.stderr.on('data', (bytes) => {
      err += bytes;
    });
    t.equal(await new Promise((resolve) => child.once('close', resolve)), 1);
    t.match(err, /DATABASE_URL/);
  });
});

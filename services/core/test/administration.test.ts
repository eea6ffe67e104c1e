import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
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

test('administration', async (t) => {
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
    t.match(right.out, /2 unread, 2 in the cache\n?$/);

    core.unread.raise(agent.id, { conversationId: id, others: 9, read: 0 });
    t.match((await admin(backends, ['inspect', id])).out, /2 unread, 9 in the cache: THEY DIFFER/);
    t.match(await admin(backends, ['forget-unread', '--phone', agent.phone]), { status: 0, out: /counts of 1/ });
    t.match((await admin(backends, ['inspect', id])).out, /2 unread, not cached/);
    t.match(await admin(backends, ['forget-unread', '--everybody']), { status: 0, out: /counts of [3-9]/ });

    t.match(await admin(backends, ['inspect', 'nonsense']), { status: 1, err: /^NOT_FOUND: / });
    t.match(await admin(backends, ['forget-unread']), { status: 1, err: /^VALIDATION: / });
    t.match(await admin(backends, ['forget-unread', '--phone', '+919899999999']), { status: 1, err: /^NOT_FOUND: / });
  });

  await t.test('a new secret is long enough, and never the same', async (t) => {
    const secrets = await Promise.all(
      [1, 2].map(async () => (await admin(backends, ['new-secret'])).out.split('\n')[0]),
    );
    t.equal(new Set(secrets).size, 2);
    for (const secret of secrets) t.match(secret, /^[\w-]{43}$/);
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

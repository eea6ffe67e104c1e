import type { Role } from '@samvad/contract';
import { eventually, makePerson, type TestPerson, testCore } from '@samvad/core/testing';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t);
const brief = await testCore(t, cluster.backends, { ACCESS_TOKEN_SECONDS: 2 });
const { core } = cluster;

/** The person with a token that ends within two seconds. */
const withBriefToken = (person: TestPerson) => ({ ...person, token: brief.tokens.sign(person.actor) });
/** What a logout leaves in Postgres, with nobody told over Redis. */
const revokeSilently = (kind: 'session' | 'user', { id, actor }: TestPerson) =>
  core.db.kysely
    .insertInto('revocations')
    .values({ kind, subject_id: kind === 'session' ? actor.sessionId : id, user_id: id })
    .execute();

test('a token that expires ends the socket; one that was refreshed in time carries on', async (t) => {
  const person = withBriefToken(await makePerson(core, 'User'));
  const [stale, fresh] = await Promise.all([cluster.connect(0, person), cluster.connect(0, person)]);
  const { expiresIn } = await fresh.ask('auth:refresh', { token: core.tokens.sign(person.actor) });
  t.ok(expiresIn > 890 && expiresIn <= 900, `${expiresIn} s`);
  t.equal(await stale.ended, 'io server disconnect');
  t.same(
    stale.log.map(({ event }) => event),
    ['auth:expired'],
  );
  t.equal(stale.received('auth:expired')[0]?.code, 'TOKEN_EXPIRED');
  // Both tokens ended in the same second, and one look at all sockets has ended the other.
  t.ok((await fresh.ask('sync', { conversations: {} })).unread);
});

test('auth:refresh refuses what is not a good token of the same person, and the old one stays', async (t) => {
  const [person, other] = await Promise.all([makePerson(core, 'User'), makePerson(core, 'User')]);
  const device = await cluster.connect(0, person);
  const ended = await core.sessions.start(person.id, 'User');
  await core.sessions.end(ended.actor);
  const expired = withBriefToken(person).token;
  t.equal(await device.codeOf('auth:refresh', { token: other.token }), 'UNAUTHORIZED', "another person's");
  t.equal(await device.codeOf('auth:refresh', { token: person.refreshToken }), 'UNAUTHORIZED', 'a refresh token');
  t.equal(await device.codeOf('auth:refresh', { token: `${person.token}x` }), 'UNAUTHORIZED', 'forged');
  t.equal(await device.codeOf('auth:refresh', { token: core.tokens.sign(ended.actor) }), 'UNAUTHORIZED', 'signed out');
  t.equal(await device.codeOf('auth:refresh', { token: '' }), 'VALIDATION', 'empty');
  t.equal(await device.codeOf('auth:refresh', {}), 'VALIDATION', 'none');
  const code = () => device.codeOf('auth:refresh', { token: expired });
  await eventually(async () => (await code()) === 'TOKEN_EXPIRED', 'the refusal of an expired one');
  t.ok(device.socket.connected);
});

test('logout on one node ends the sockets of that sign-in on the other, and no others', async (t) => {
  const person = await makePerson(core, 'User');
  const second = await core.sessions.start(person.id, 'User');
  const phone = await cluster.connect(1, person);
  const tablet = await cluster.connect(1, { ...person, token: core.tokens.sign(second.actor) });
  const before = Date.now();
  await core.accounts.logout(person.actor);
  t.equal(await phone.ended, 'io server disconnect');
  t.ok(Date.now() - before < 5_000);
  t.equal(phone.received('auth:expired')[0]?.code, 'UNAUTHORIZED');
  await tablet.ask('sync', { conversations: {} });
  t.same(tablet.received('auth:expired'), []);
});

test('all sign-ins of a person can be ended at once, for example when the role changes', async (t) => {
  const [person, admin] = await Promise.all([makePerson(core, 'Support'), makePerson(core, 'Admin')]);
  const devices = await Promise.all([cluster.connect(0, person), cluster.connect(1, person)]);
  await core.peopleManager.forceOffline(admin.actor, person.id);
  for (const device of devices) t.equal(await device.ended, 'io server disconnect');
});

test('a logout whose Redis message is lost is found in Postgres within 5 s', async (t) => {
  const deaf = await cluster.startNode({ REVOCATION_POLL_MS: 600_000 });
  for (const kind of ['session', 'user'] as const) {
    const person = await makePerson(core, 'User');
    const device = await cluster.connect(1, person);
    const unpolled = await cluster.connect(cluster.nodes.indexOf(deaf), person);
    const before = Date.now();
    await revokeSilently(kind, person);
    t.equal(await device.ended, 'io server disconnect', kind);
    t.ok(Date.now() - before < 5_000, `${Date.now() - before} ms`);
    // Without the poll the loss would have stayed a loss.
    await unpolled.ask('sync', { conversations: {} });
    t.ok(unpolled.socket.connected);
  }
});

test('a logout that happens while a connection is being admitted ends that one too', async (t) => {
  for (const role of ['User', 'Support'] satisfies Role[]) {
    const person = await makePerson(core, role);
    const slow = cluster.node(1);
    const redis = slow.core.redis as unknown as { presenceConnect(...args: unknown[]): Promise<number> };
    const connect = redis.presenceConnect;
    let asked = () => {};
    let answer = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const mayAnswer = new Promise<void>((resolve) => {
      answer = resolve;
    });
    // Redis takes its time over registering: long enough for a logout to come in between.
    redis.presenceConnect = async (...args) => {
      asked();
      await mayAnswer;
      return connect.apply(redis, args);
    };
    const device = cluster.device(1, person.token);
    const outcome = device.connected().then(
      () => device.ended,
      () => 'refused',
    );
    await isAsked;
    redis.presenceConnect = connect;
    await core.accounts.logout(person.actor);
    const signedOut = () => slow.core.revocations.isRevoked({ ...person.actor, issuedAt: 0 });
    await eventually(signedOut, 'the logout on the other node');
    answer();
    const late = new Promise<string>((resolve) => setTimeout(() => resolve('still connected'), 5_000).unref());
    t.not(await Promise.race([outcome, late]), 'still connected', role);
    device.close();
  }
});

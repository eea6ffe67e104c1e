import { createHmac } from 'node:crypto';
import type { Config } from '@samvad/core';
import { eventually, makePerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import { ConnectRefused } from './support/chat-client.js';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t);
const customer = await makePerson(cluster.core, 'User');

async function refusal(token: unknown, node = 0): Promise<ConnectRefused['data']> {
  const error = await cluster
    .device(node, token)
    .connected()
    .then(
      () => new Error('connected'),
      (reason: unknown) => reason as Error,
    );
  if (error instanceof ConnectRefused) return error.data;
  throw error;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function jwt(header: object, claims: object, secret = cluster.core.config.JWT_SECRET, hash = 'sha256'): string {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${createHmac(hash, secret).update(body).digest('base64url')}`;
}

function claims(changes: object = {}): object {
  const now = Math.floor(Date.now() / 1000);
  const { userId, role, sessionId } = customer.actor;
  return { sub: userId, role, sid: sessionId, iss: 'samvad', iat: now, exp: now + 600, ...changes };
}

test('a token of our own making connects: the refusals below refuse for what they name', async (t) => {
  const device = await cluster.device(0, jwt({ alg: 'HS256', typ: 'JWT' }, claims())).connected();
  t.ok(device.socket.connected);
});

test('what is no token of ours is UNAUTHORIZED', async (t) => {
  const [header = '', , signature = ''] = customer.token.split('.');
  const attempts: Record<string, unknown> = {
    'no token': undefined,
    'an empty one': '',
    'a number': 7,
    'an object': { token: customer.token },
    'no JWT': 'abc',
    'another secret': jwt({ alg: 'HS256', typ: 'JWT' }, claims(), 'some other secret that has 32 bytes..'),
    'changed claims': `${header}.${encode(claims({ role: 'Admin' }))}.${signature}`,
    'algorithm none': `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims())}.`,
    'another algorithm': jwt({ alg: 'HS512', typ: 'JWT' }, claims(), undefined, 'sha512'),
    'another issuer': jwt({ alg: 'HS256', typ: 'JWT' }, claims({ iss: 'somebody' })),
    'no expiry': jwt({ alg: 'HS256', typ: 'JWT' }, claims({ exp: undefined })),
    'an unknown role': jwt({ alg: 'HS256', typ: 'JWT' }, claims({ role: 'Root' })),
    'a refresh token': customer.refreshToken,
    'a long one': 'x'.repeat(5_000),
  };
  for (const [what, token] of Object.entries(attempts)) t.equal((await refusal(token))?.code, 'UNAUTHORIZED', what);
});

test('an expired token is TOKEN_EXPIRED', async (t) => {
  const past = Math.floor(Date.now() / 1000) - 60;
  const token = jwt({ alg: 'HS256', typ: 'JWT' }, claims({ iat: past - 60, exp: past }));
  t.equal((await refusal(token))?.code, 'TOKEN_EXPIRED');
});

test('the token of an ended sign-in is UNAUTHORIZED on every node', async (t) => {
  const person = await makePerson(cluster.core, 'User');
  await cluster.core.accounts.logout(person.actor);
  t.equal((await refusal(person.token, 0))?.code, 'UNAUTHORIZED');
  await eventually(async () => cluster.node(1).core.revocations.isRevoked({ ...person.actor, issuedAt: 0 }), 'told');
  t.equal((await refusal(person.token, 1))?.code, 'UNAUTHORIZED');
});

test('websocket, polling, and from one to the other', async (t) => {
  const { customer: person, agent, id } = await cluster.talk();
  const writer = await cluster.connect(1, agent);
  const ways = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
  for (const [way, transports] of Object.entries(ways)) {
    const device = cluster.device(0, person.token, { transports });
    await device.connected();
    if (way === 'upgrade')
      await eventually(() => device.socket.io.engine.transport.name === 'websocket', 'the upgrade');
    t.equal(device.socket.io.engine.transport.name, way === 'polling' ? 'polling' : 'websocket', way);
    t.match(device.socket.io.engine.id, new RegExp(`^${cluster.core.config.NODE_NAME}\\.`), 'the id names the node');
    await device.ask('conversation:join', { conversationId: id });
    await writer.send(id, `to ${way}`);
    await device.waitFor('message:new', ({ content }) => content === `to ${way}`);
    await device.send(id, `from ${way}`);
    device.close();
  }
});

test('a page of another site may not connect; the own one, an allowed one and an app may', async (t) => {
  const allowing = await cluster.startNode({ ALLOWED_ORIGINS: 'https://help.example' });
  const index = cluster.nodes.indexOf(allowing);
  const attempt = (node: number, transport: string, origin: string | undefined) =>
    cluster
      .device(node, customer.token, {
        transports: [transport],
        ...(origin === undefined ? {} : { extraHeaders: { origin } }),
      })
      .connected()
      .then(
        (device) => {
          device.close();
          return 'connected';
        },
        () => 'refused',
      );
  const own = `http://127.0.0.1:${allowing.port}`;
  for (const transport of ['websocket', 'polling']) {
    t.equal(await attempt(index, transport, undefined), 'connected', `${transport}, none`);
    t.equal(await attempt(index, transport, own), 'connected', `${transport}, own`);
    t.equal(await attempt(index, transport, 'https://help.example'), 'connected', `${transport}, allowed`);
    t.equal(await attempt(0, transport, 'https://help.example'), 'refused', `${transport}, not allowed on that node`);
    for (const origin of ['https://evil.example', 'null', 'https://help.example.evil.example']) {
      t.equal(await attempt(index, transport, origin), 'refused', `${transport}, ${origin}`);
    }
  }
});

/** How many of `count` connections that come at once are taken; the others must be told OVERLOADED. */
async function rush(settings: Partial<Config>, count: number): Promise<{ taken: number; codes: Set<string> }> {
  const index = cluster.nodes.indexOf(await cluster.startNode(settings));
  const people = await Promise.all(Array.from({ length: count }, () => makePerson(cluster.core, 'User')));
  const codes = new Set<string>();
  const taken = await Promise.all(
    people.map(({ token }) =>
      refusal(token, index).then(
        (data) => {
          codes.add(String(data?.code));
          return 0;
        },
        () => 1,
      ),
    ),
  );
  return { taken: taken.reduce((sum, one) => sum + one, 0), codes };
}

test('a node takes no more than MAX_SOCKETS, also when all come at once', async (t) => {
  const { taken, codes } = await rush({ MAX_SOCKETS: 5 }, 25);
  t.same([...codes], ['OVERLOADED']);
  t.equal(taken, 5);
});

test('and no more than CONNECTS_PER_SECOND', async (t) => {
  const { taken, codes } = await rush({ CONNECTS_PER_SECOND: 5 }, 40);
  t.same([...codes], ['OVERLOADED']);
  t.ok(taken >= 5 && taken < 20, `${taken} were taken`);
});

test('one person holds MAX_SOCKETS_PER_PERSON connections on all nodes together', async (t) => {
  const few = await Promise.all([1, 2].map(() => cluster.startNode({ MAX_SOCKETS_PER_PERSON: 4 })));
  const [one = 0, other = 0] = few.map((node) => cluster.nodes.indexOf(node));
  const person = await makePerson(cluster.core, 'User');
  const attempts = Array.from({ length: 10 }, (_, i) => cluster.device(i % 2 ? one : other, person.token));
  const outcomes = await Promise.allSettled(attempts.map((device) => device.connected()));
  const open = attempts.filter((_, i) => outcomes[i]?.status === 'fulfilled');
  t.equal(open.length, 4);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') t.equal((outcome.reason as ConnectRefused).data?.code, 'OVERLOADED');
  }
  t.equal((await refusal(person.token, one))?.code, 'OVERLOADED');
  // Room is made by one that goes.
  open[0]?.close();
  await eventually(
    () =>
      cluster
        .device(other, person.token)
        .connected()
        .catch(() => undefined),
    'a place that is free again',
  );
  t.equal((await refusal(person.token, one))?.code, 'OVERLOADED', 'but only one');
  const stranger = await cluster.connect(one, customer);
  t.ok(stranger.socket.connected, 'nobody else is refused for it');
});

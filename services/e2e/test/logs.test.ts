import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import type { Media, SignedIn } from '@samvad/contract';
import { createCore, createLog } from '@samvad/core';
import { makeConversation, makePerson, testConfig } from '@samvad/core/testing';
import { ensureTools, repositoryEntries, waitFor } from '@samvad/infra';
import { createTestDatabase, mediaSamples, temporaryDir, testRedis } from '@samvad/infra/testing';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { test } from 'tap';
import { startLoggedNode } from './support/logged-node.js';

const redisPassword = 'redis-pass-8642';
const signingSecret = 'a-secret-that-signs-and-is-told-nobody';
/** What people type, and must stand in no log. */
const words = {
  password: 'pass-of-a-person-9753',
  wrongPassword: 'wrong-pass-of-a-person-9753',
  phone: '+919812345678',
  message: 'the wheat of Rajesh has rust',
  malformed: 'a-body-that-is-no-json-4321',
  path: '+919887654321',
};

test('logs are lines of JSON, and tell neither secrets nor words', { timeout: 180_000 }, async (t) => {
  await ensureTools(['redis-server', 'ffmpeg'], t.comment);
  const [database, redis] = await Promise.all([
    createTestDatabase(),
    testRedis({ args: ['--user', 'samvad', 'on', `>${redisPassword}`, '~*', '&*', '+@all'] }),
  ]);
  const media = temporaryDir('media');
  const stopRedis = onlyOnce(() => redis.stop());
  t.teardown(async () => {
    await stopRedis();
    await database.drop();
    media.remove();
  });
  const redisUrl = redis.url.replace('redis://', `redis://samvad:${redisPassword}@`);
  const settings = {
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    JWT_SECRET: signingSecret,
    MEDIA_DIR: media.path,
    LOG_LEVEL: 'trace',
    DEMO: '1',
    DRAIN_SECONDS: '1',
  };
  const entries = repositoryEntries();
  const start = (entry: string, NODE_NAME: string) => startLoggedNode(t, entry, { ...settings, NODE_NAME });
  const nodes = await Promise.all([
    start(entries.api, 'api-1'),
    start(entries.socket, 'socket-1'),
    start(entries.worker, 'media-worker-1'),
  ]);
  await Promise.all(nodes.map((node) => node.ready()));
  const [api, socketNode] = nodes;
  const core = await createCore(
    testConfig({ databaseUrl: database.url, redisUrl, mediaDir: media.path }, { JWT_SECRET: signingSecret }),
    createLog('silent', 'test'),
  );
  let closed = false;
  const closeCore = async () => {
    if (!closed) await core.close();
    closed = true;
  };
  t.teardown(closeCore);

  const requestId = 'request-of-the-log-test';
  const rest = async (path: string, init: RequestInit & { token?: string } = {}) => {
    const answer = await fetch(`${api.url}/api/v1${path}`, {
      ...init,
      headers: {
        ...(init.body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...(init.token ? { authorization: `Bearer ${init.token}` } : {}),
        ...init.headers,
      },
    });
    const text = await answer.text();
    return { status: answer.status, id: answer.headers.get('x-request-id'), text, body: safeParse(text) };
  };
  const post = (path: string, body: unknown, token?: string, headers: Record<string, string> = {}) =>
    rest(path, { method: 'POST', body: JSON.stringify(body), headers, ...(token ? { token } : {}) });

  // Signing in, well and badly.
  const { phone, password } = words;
  const signedIn = (await post('/users/register', { name: 'Rajesh', phone, password })).body as SignedIn;
  t.ok(signedIn.token);
  t.equal((await post('/users/register', { name: 'Rajesh', phone, password })).status, 409);
  t.equal((await post('/users/login', { phone, password: words.wrongPassword })).status, 401);
  t.equal((await post('/users/login', { phone: words.malformed, password })).status, 401);
  const again = (await post('/users/login', { phone, password })).body as SignedIn;
  const renewed = (await post('/users/refresh', { refreshToken: again.refreshToken })).body as SignedIn;
  t.equal((await post('/users/refresh', { refreshToken: `${again.refreshToken}x` })).status, 401);
  t.equal((await rest('/users/me', { token: `${signedIn.token.slice(0, -4)}AAAA` })).status, 401);

  // Malformed.
  const malformed = await rest('/users/login', {
    method: 'POST',
    body: `{"password":"${words.malformed}" oh`,
    headers: { 'x-request-id': requestId },
  });
  t.match(malformed, { status: 400, id: requestId, body: { requestId } }, 'one id in header and body');
  t.match(await rest(`/users/${words.path}`, { headers: { 'x-request-id': 'bad id\t' } }), { status: 404 });
  await garbage(api.url, `GET /${words.malformed} HTTP/9\r\npassword: ${words.password}\r\n\r\n`);

  // Sends by both doors, uploads, and what is signed.
  const agent = await makePerson(core, 'Support');
  const id = await makeConversation(core, { id: signedIn.user.id } as typeof agent, agent);
  const sockets = [await connect(socketNode.url, signedIn.token), await connect(socketNode.url, agent.token)];
  t.teardown(() => {
    for (const socket of sockets) socket.close();
  });
  const [device] = sockets as [Socket];
  const say = { conversationId: id, messageType: 'text', content: words.message };
  t.equal((await post(`/chat/messages/${id}`, say, signedIn.token)).status, 201);
  t.match(await device.emitWithAck('message:send', say), { ok: true });
  t.match(await device.emitWithAck('message:send', { ...say, content: [words.message] }), { ok: false });
  t.match(await device.emitWithAck(words.malformed, words.message), { ok: false });
  const form = new FormData();
  form.set('type', 'image');
  const photo = await mediaSamples.photo();
  form.set('file', new Blob([readFileSync(photo.path)]), `${words.malformed}.jpg`);
  const upload = await rest('/chat/media', { method: 'POST', body: form, token: signedIn.token });
  t.equal(upload.status, 201, upload.text);
  const mediaId = (upload.body as { data: Media[] }).data[0]?._id;
  const withUrl = await waitFor(
    async () => {
      const { body } = await rest(`/chat/media/${mediaId}`, { token: signedIn.token });
      const { data } = body as { data: Media };
      return data.url ? data : undefined;
    },
    { what: 'the upload to be ready', timeoutMs: 30_000 },
  );
  const signed = new URL(withUrl?.url ?? '');
  const signature = signed.searchParams.get('signature') ?? '';
  t.equal((await fetch(`${api.url}${signed.pathname}${signed.search}`)).status, 200);
  t.equal((await fetch(`${api.url}${signed.pathname}${signed.search}AAAA`)).status, 403);

  // Nodes that cannot start say why, in the same form.
  const unable = await Promise.all([
    startLoggedNode(t, entries.api, {
      ...settings,
      NODE_NAME: 'no-url',
      REDIS_URL: `redis://:${redisPassword}@[nowhere`,
    }),
    startLoggedNode(t, entries.api, { ...settings, NODE_NAME: 'no-secret', JWT_SECRET: 'short-secret-1' }),
    startLoggedNode(t, entries.worker, {
      ...settings,
      NODE_NAME: 'no-postgres',
      DATABASE_URL: 'postgres://samvad:postgres-pass-7531@127.0.0.1:1/samvad',
    }),
  ]);
  t.same(await Promise.all(unable.map((node) => node.ended)), [1, 1, 1]);

  // Faults on our side: Postgres repeats the row in its error, a lost Redis the command.
  const postgres = new pg.Client({ connectionString: database.url });
  await postgres.connect();
  await postgres.query('alter table messages add constraint broken check (seq < 3) not valid');
  const broken = await post(`/chat/messages/${id}`, say, signedIn.token, { 'x-request-id': `${requestId}-2` });
  t.match(broken, { status: 500, body: { requestId: `${requestId}-2` } });
  t.match(await device.emitWithAck('message:send', say), { ok: false, error: { code: 'INTERNAL' } });
  await postgres.end();
  await closeCore();
  await stopRedis();
  await post('/users/login', { phone, password });
  await device.emitWithAck('typing:start', { conversationId: id });
  const complaint = async () => api.lines().some((line) => line.includes('Redis connection failed'));
  await waitFor(complaint, { what: 'a word of the lost Redis', timeoutMs: 10_000 });
  const ends = await Promise.all(nodes.map((node) => node.stop()));
  t.same(ends, [0, 0, 0]);

  const lines = [...nodes, ...unable].flatMap((node) => node.lines());
  const names = new Set<string>();
  for (const line of lines) {
    const entry = safeParse(line) as Record<string, unknown> | undefined;
    const isWhole =
      typeof entry?.time === 'string' && typeof entry.level === 'string' && typeof entry.node === 'string';
    if (!isWhole) t.fail(`not a line of ours: ${line}`);
    else names.add(entry.node as string);
  }
  t.same([...names].sort(), ['api-1', 'media-worker-1', 'no-postgres', 'no-secret', 'no-url', 'socket-1']);
  const entry = (what: object) => lines.map(safeParse).some((line) => isSubset(what, line as object));
  t.ok(entry({ requestId, code: 'VALIDATION', route: '/api/v1/users/login' }), 'a refusal, with its request');
  t.ok(entry({ requestId: `${requestId}-2`, conversationId: id, level: 'error' }), 'a fault, with its conversation');
  t.ok(entry({ event: 'message:send', conversationId: id, code: 'INTERNAL', level: 'error' }));
  t.ok(entry({ event: 'unknown', code: 'VALIDATION', level: 'debug' }));

  const told = lines.join('\n');
  const secrets = {
    ...words,
    digits: phone.slice(1),
    redisPassword,
    signingSecret,
    shortSecret: 'short-secret-1',
    databasePassword: new URL(database.url).password,
    otherPassword: 'postgres-pass-7531',
    signature,
    agentPhone: agent.phone.slice(1),
    ...Object.fromEntries(
      [signedIn, again, renewed, agent].flatMap(({ token, refreshToken }, i) => [
        [`token ${i}`, token.split('.')[2] ?? token],
        [`refresh token ${i}`, refreshToken.split('.')[2] ?? refreshToken],
      ]),
    ),
  };
  for (const [what, secret] of Object.entries(secrets)) {
    t.ok(secret.length >= 8, `${what} is something that can be looked for`);
    const found = lines.find((line) => line.includes(secret));
    t.notOk(told.includes(secret), `${what} is in no line`, { found: found ?? '' });
  }
});

function connect(url: string, token: string): Promise<Socket> {
  const socket = io(url, { auth: { token }, transports: ['websocket'], reconnection: false });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

/** Says something that is no HTTP. */
async function garbage(url: string, text: string): Promise<void> {
  const socket = createConnection(Number(new URL(url).port), '127.0.0.1');
  socket.resume().write(text);
  await once(socket, 'close');
}

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isSubset = (what: object, of: object | undefined): boolean =>
  Object.entries(what).every(([key, value]) => (of as Record<string, unknown> | undefined)?.[key] === value);

function onlyOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@samvad/infra';
import { createTestDatabase, temporaryDir, testRedis, testRedisCluster } from '@samvad/infra/testing';
import pg from 'pg';
import { test } from 'tap';
import { readConfig } from '../src/config.js';
import { judgeClock } from '../src/doctor/clock.js';
import { examine } from '../src/doctor/examine.js';
import type { Finding } from '../src/doctor/finding.js';
import { indexes } from '../src/doctor/schema.js';
import { type Backends, startBackends } from '../src/testing/index.js';

const program = fileURLToPath(new URL('../src/bin/doctor.js', import.meta.url));
const secret = 'a-Secret-0f-many-Characters-1357924680';

const settingsOf = ({ databaseUrl, redisUrl, mediaDir }: Backends) => ({
  DATABASE_URL: databaseUrl,
  REDIS_URL: redisUrl,
  MEDIA_DIR: mediaDir,
  JWT_SECRET: secret,
  WEBHOOK_SECRET_KEY: 'another-Secret-0f-many-Characters',
});

interface Visit {
  /** What was found of a check; undefined when it was not made. */
  of(check: string): Finding | undefined;
  failed: string[];
  findings: Finding[];
}

const read = (findings: Finding[]): Visit => ({
  findings,
  of: (check) => findings.find((finding) => finding.check === check),
  failed: findings.filter(({ status }) => status === 'fail').map(({ check }) => check),
});

/** The doctor within this process, which is quicker. */
async function visit(settings: Record<string, string>): Promise<Visit> {
  return read(await examine({ config: readConfig(settings), cluster: undefined }));
}

/** As a program, with these settings and nothing else of this environment. */
function run(settings: Record<string, string>, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { PATH: process.env.PATH, ...settings };
  return new Promise((resolve) =>
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output: stdout + stderr }),
    ),
  );
}

async function runForJson(settings: Record<string, string>, ...args: string[]) {
  const { code, output } = await run(settings, '--json', ...args);
  return { code, output, ...read(JSON.parse(output) as Finding[]) };
}

test('a sound installation', async (t) => {
  const backends = await startBackends(t);
  const settings = settingsOf(backends);
  const { failed, code, of, output } = await runForJson(settings);
  t.same(failed, []);
  t.equal(code, 0);
  for (const check of [
    ...['configuration', 'node version', 'postgres', 'postgres version', 'postgres fsync', 'postgres full_page_writes'],
    ...[
      'postgres synchronous_commit',
      'postgres clock',
      'postgres migrations',
      'postgres indexes',
      'postgres writable',
    ],
    ...['redis', 'redis version', 'redis eviction', 'redis persistence', 'redis clock', 'redis role', 'storage'],
  ]) {
    t.match(of(check), { status: 'ok' }, check);
  }
  t.ok(of('open files'));
  t.ok(of('ffmpeg'));
  t.match(of('front'), { status: 'warn' }, 'nothing answers at PUBLIC_URL');
  for (const { todo } of JSON.parse(output) as Finding[]) t.ok(todo === undefined || todo.length > 0);

  const text = await run(settings);
  t.equal(text.code, 0);
  t.match(text.output, /^ok {4}postgres fsync +on$/m);
  t.match(text.output, /^\d+ ok, \d+ to look at, 0 failed$/m);
  for (const hidden of [secret, new URL(backends.databaseUrl).password]) {
    t.notOk(text.output.includes(hidden) || output.includes(hidden));
  }
});

test('its list of indexes is that of the migrations', async (t) => {
  const database = await createTestDatabase();
  t.teardown(() => database.drop());
  const { rows } = await query<{ name: string }>(
    database.url,
    `select indexname as name from pg_indexes where schemaname = 'public'`,
  );
  t.same(rows.map(({ name }) => name).sort(), [...indexes].sort());
});

test('a Redis that evicts, or cannot save', async (t) => {
  const backends = await startBackends(t);
  const redis = await testRedis({ args: ['--maxmemory-policy', 'allkeys-lru', '--maxmemory', '64mb'] });
  t.teardown(() => redis.stop());
  const { failed, of } = await visit({ ...settingsOf(backends), REDIS_URL: redis.url });
  t.same(failed, ['redis eviction']);
  t.match(of('redis eviction'), { found: 'allkeys-lru', todo: /noeviction/ });
});

test('a Redis Cluster is looked at master by master', async (t) => {
  const backends = await startBackends(t);
  const cluster = await testRedisCluster();
  t.teardown(() => cluster.stop());
  const { failed, of } = await visit({ ...settingsOf(backends), REDIS_URL: cluster.urls.join(',') });
  t.same(failed, []);
  t.match(of('redis cluster'), { status: 'ok' });
  t.match(of('redis 3 eviction'), { status: 'ok' });
});

test('a Postgres that would lose what it has acknowledged', async (t) => {
  const backends = await startBackends(t);
  const dir = temporaryDir('postgres-unsafe');
  const server = await startPostgres({
    dir: dir.path,
    settings: { fsync: 'off', full_page_writes: 'off' },
    unref: true,
  });
  t.teardown(async () => {
    await server.stop();
    dir.remove();
  });
  await query(server.url, `alter role samvad set synchronous_commit = 'off'`);
  const { failed, of } = await visit({ ...settingsOf(backends), DATABASE_URL: server.url });
  t.same(failed, [
    ...['postgres fsync', 'postgres full_page_writes', 'postgres synchronous_commit'],
    // Nor has anybody migrated it.
    'postgres migrations',
  ]);
  t.match(of('postgres migrations'), { todo: /npm run migrate/ });
});

test('an index that is gone, and one that is not valid', async (t) => {
  const backends = await startBackends(t);
  await query(backends.databaseUrl, 'drop index conversations_of_agent');
  await query(backends.databaseUrl, 'create table doubles as select 1 as one from generate_series(1, 2)');
  // What is broken off while being made concurrently is left behind.
  await t.rejects(query(backends.databaseUrl, 'create unique index concurrently half_made on doubles (one)'));
  const { failed, findings } = await visit(settingsOf(backends));
  t.same(failed, ['postgres indexes', 'postgres indexes']);
  const [missing, invalid] = findings.filter(({ check }) => check === 'postgres indexes');
  t.match(missing, { found: 'missing: conversations_of_agent' });
  t.match(invalid, { found: 'not valid: half_made', todo: /reindex index concurrently half_made/ });
});

test('a release that is older, and one that is newer than the tables', async (t) => {
  const backends = await startBackends(t);
  await query(backends.databaseUrl, `insert into kysely_migration values ('9999-of-tomorrow', 'now')`);
  const newer = await visit(settingsOf(backends));
  t.match(newer.of('postgres migrations'), { status: 'warn', found: /9999-of-tomorrow/ });
  await query(backends.databaseUrl, `delete from kysely_migration where name = '0007-webhooks'`);
  const older = await visit(settingsOf(backends));
  t.match(older.of('postgres migrations'), { status: 'fail', found: /0007-webhooks/ });
});

test('what cannot be reached is told, and the rest as well', async (t) => {
  const backends = await startBackends(t);
  const file = join(backends.mediaDir, 'a-file');
  writeFileSync(file, '');
  // Answers, but is no API node.
  const other = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  t.teardown(() => other.close());
  const { port } = other.address() as { port: number };
  const { failed, of, findings } = await visit({
    ...settingsOf(backends),
    DATABASE_URL: 'postgres://samvad:password-of-nobody@127.0.0.1:1/samvad',
    REDIS_URL: 'redis://:password-of-nobody@127.0.0.1:1',
    MEDIA_DIR: join(file, 'below'),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  });
  t.same(failed, ['postgres', 'redis', 'storage']);
  t.match(of('node version'), { status: 'ok' });
  t.match(of('front'), { status: 'warn', found: /answers with 200, which is not/ });
  t.notMatch(JSON.stringify(findings), /password-of-nobody/);
});

test('a folder for media that is not the one of the nodes', async (t) => {
  const backends = await startBackends(t);
  await query(backends.databaseUrl, `insert into media_storage (identity) values ('of another folder')`);
  const { failed } = await visit(settingsOf(backends));
  t.same(failed, ['storage identity']);
});

test('settings that make no sense', async (t) => {
  const backends = await startBackends(t);
  const settings = settingsOf(backends);
  const wrong = await runForJson({ ...settings, JWT_SECRET: 'short', PORT: 'many' });
  t.equal(wrong.code, 1);
  t.match(wrong.of('configuration'), { status: 'fail', found: /JWT_SECRET.*|PORT/ });
  const odd = await runForJson({
    ...settings,
    ...{ JWT_SECRET: 'x'.repeat(40), JWT_SECRET_PREVIOUS: 'no such setting', DEMO: '1', NODE_ENV: 'production' },
    ...{
      VAPID_PUBLIC_KEY: 'one of two',
      PUBLIC_URL: 'http://chat.example.invalid',
      WEBHOOK_ALLOW_PRIVATE_HOSTS: 'true',
    },
  });
  t.same(odd.failed, ['configuration DEMO', 'configuration VAPID keys']);
  for (const name of ['JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'PUBLIC_URL', 'WEBHOOK_ALLOW_PRIVATE_HOSTS']) {
    t.match(odd.of(`configuration ${name}`), { status: 'warn' }, name);
  }
  const nowhere = await runForJson(settings, '--data', backends.mediaDir);
  t.match(nowhere.of('configuration'), { status: 'fail', found: /no data folder/ });
});

test('clocks are judged by what is certain of them', async (t) => {
  t.match(judgeClock('x', { asked: 1_000, theirs: 1_005, answered: 1_010 }), { status: 'ok' });
  t.match(judgeClock('x', { asked: 1_000, theirs: 1_500, answered: 1_010 }), { status: 'warn', found: /495 ms ahead/ });
  t.match(judgeClock('x', { asked: 10_000, theirs: 7_000, answered: 10_010 }), { status: 'fail', found: /behind/ });
  t.match(
    judgeClock('x', { asked: 1_000, theirs: 4_500, answered: 8_000 }),
    { status: 'ok' },
    'a slow answer proves nothing',
  );
});

async function query<R extends pg.QueryResultRow>(url: string, text: string): Promise<pg.QueryResult<R>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query<R>(text);
  } finally {
    await client.end();
  }
}

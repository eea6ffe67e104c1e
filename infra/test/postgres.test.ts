import { chmodSync, existsSync, mkdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { test } from 'tap';
import { startPostgres } from '../src/index.js';
import { prepareBinaries } from '../src/postgres/binaries.js';
import { isReachable } from '../src/postgres/system-user.js';
import { temporaryDir } from '../src/testing.js';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

test('a database starts, keeps what was committed, and stops', async (t) => {
  const dir = temporaryDir('pg').path;
  const first = await startPostgres({ dir, settings: { work_mem: '5MB' } });
  const [facts] = await query(
    first.url,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('data_checksums') as checksums, current_setting('work_mem') as work_mem,
      current_setting('unix_socket_directories') as sockets, current_setting('listen_addresses') as listen,
      version() as version, datlocprovider as provider, pg_encoding_to_char(encoding) as encoding
      from pg_database where datname = current_database()`,
  );
  t.match(facts, {
    fsync: 'on',
    commit: 'on',
    checksums: 'on',
    work_mem: '5MB',
    sockets: '',
    listen: '127.0.0.1',
    version: /^PostgreSQL 18/,
    provider: 'b',
    encoding: 'UTF8',
  });
  t.equal(statSync(join(dir, 'password')).mode & 0o777, 0o600, 'only its owner reads the password');
  const wrong = new URL(first.url);
  wrong.password = 'wrong';
  await t.rejects(query(wrong.href, 'select 1'), { code: '28P01' }, 'the password is asked for');

  await query(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  t.match(await first.exited, { code: 0 });

  const second = await startPostgres({ dir });
  t.same(await query(second.url, 'select answer from kept'), [{ answer: 42 }]);
  await second.stop();
});

test('it recovers from kill -9', async (t) => {
  const dir = temporaryDir('pg').path;
  const first = await startPostgres({ dir });
  await query(first.url, 'create table kept as select 42 as answer');
  first.kill('SIGKILL');
  await first.exited;
  t.ok(existsSync(join(dir, 'data', 'postmaster.pid')), 'it had no time to tidy up');

  const second = await startPostgres({ dir, port: first.port });
  t.same(await query(second.url, 'select answer from kept'), [{ answer: 42 }]);
  await second.stop();
});

test('an orphan on the same data is stopped first', async (t) => {
  const dir = temporaryDir('pg').path;
  const orphan = await startPostgres({ dir });
  // As if the process that started it were long gone.
  writeFileSync(join(dir, 'owner.json'), JSON.stringify({ pid: 1, identity: 'another boot' }));
  const next = await startPostgres({ dir });
  t.match(await orphan.exited, { code: 0 }, 'in good order');
  t.not(next.pid, orphan.pid);
  await next.stop();
});

test('somebody else’s running database is left alone', async (t) => {
  const dir = temporaryDir('pg').path;
  const running = await startPostgres({ dir });
  const { processIdentity } = await import('../src/process/identity.js');
  const owner = { pid: process.ppid, identity: processIdentity(process.ppid) };
  writeFileSync(join(dir, 'owner.json'), JSON.stringify(owner));
  await t.rejects(startPostgres({ dir }), { message: new RegExp(`in use by process ${process.ppid}`) });
  t.same(await query(running.url, 'select 1 as one'), [{ one: 1 }]);
  await running.stop();
});

test('root can keep a database where nobody else may look', { skip: process.getuid?.() !== 0 }, async (t) => {
  const dir = temporaryDir('private').path;
  chmodSync(dir, 0o700);
  t.notOk(isReachable(dir, { uid: 12_345, gid: 12_345 }));
  t.ok(isReachable('/usr', { uid: 12_345, gid: 12_345 }));
  const server = await startPostgres({ dir: join(dir, 'postgres') });
  t.same(await query(server.url, 'select 1 as one'), [{ one: 1 }]);
  t.not(statSync(`/proc/${server.pid}`).uid, 0, 'Postgres does not run as root');
  await server.stop();
});

test('what npm left out of the binaries is put right', async (t) => {
  const dir = temporaryDir('binaries').path;
  mkdirSync(join(dir, 'native', 'bin'), { recursive: true });
  mkdirSync(join(dir, 'native', 'lib'));
  const postgres = join(dir, 'native', 'bin', 'postgres');
  writeFileSync(postgres, '', { mode: 0o644 });
  writeFileSync(join(dir, 'native', 'lib', 'libpq.so.5.18'), '');
  const link = { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' };
  writeFileSync(join(dir, 'native', 'pg-symlinks.json'), JSON.stringify([link]));
  prepareBinaries(dir);
  prepareBinaries(dir);
  t.equal(readlinkSync(join(dir, link.target)), 'libpq.so.5.18');
  t.equal(statSync(postgres).mode & 0o111, 0o111);
});

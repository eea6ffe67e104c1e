import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../ports.js';
import { launch, type ProgramSpec } from '../process/launch.js';
import { logTail } from '../process/log-file.js';
import { processReaper } from '../process/process-reaper.js';
import { type ServerHandle, serverHandle } from '../server-handle.js';
import { postgresBinaries } from './binaries.js';
import { initDatabase, SUPERUSER } from './init-database.js';
import { claimDatabaseDir, POSTGRES_STOP_PLAN } from './orphan.js';
import { runAsSystemUser } from './system-user.js';

export interface PostgresOptions {
  /** Holds the data folder, the password and, unless `logFile` says otherwise, the log. */
  dir: string;
  /** On 127.0.0.1; a free one by default. */
  port?: number;
  /** Server settings, as in postgresql.conf. */
  settings?: Record<string, string | number>;
  logFile?: string;
  /** Lets this process end by itself while the server runs, which then ends too (false). */
  unref?: boolean;
}

const DEFAULT_SETTINGS = {
  max_connections: 200,
  shared_buffers: '256MB',
  // Durability is what the whole project promises: never traded for speed, not in tests either.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_wal_size: '2GB',
  checkpoint_completion_target: '0.9',
  // The queries are short index scans, for which compiling costs more than it brings.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // Containers often have a /dev/shm of 64 MB.
  dynamic_shared_memory_type: 'mmap',
};

/**
 * Prepares an embedded Postgres 18 (creates the database the first time, stops an orphan that still runs on it) and
 * says how to run it. It listens on 127.0.0.1 only, with no Unix socket and password authentication.
 */
export async function preparePostgres(options: PostgresOptions): Promise<ProgramSpec & { url: string; port: number }> {
  mkdirSync(options.dir, { recursive: true });
  const dir = realpathSync(options.dir);
  const binaries = await postgresBinaries();
  const runAs = runAsSystemUser([binaries.postgres, dir]);
  await claimDatabaseDir(dir);
  const { data, password } = await initDatabase(dir, binaries, runAs);
  const port = options.port ?? (await freePort());
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/samvad`;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const [command = '', ...args] = [
    ...(runAs?.prefix ?? []),
    binaries.postgres,
    ...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-c', 'unix_socket_directories='],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  return {
    name: 'postgres',
    command,
    args,
    cwd: data,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    logFile: options.logFile ?? join(dir, 'postgres.log'),
    stopPlan: POSTGRES_STOP_PLAN,
    stopPhase: 9,
    isReady: () => ensureDatabase(url),
    url,
    port,
  };
}

/**
 * Starts an embedded Postgres on `options.dir` and waits until it accepts connections (up to 60 s, for a crash recovery
 * may have to be waited for). It never outlives this process, not even when that is killed.
 */
export async function startPostgres(options: PostgresOptions): Promise<ServerHandle> {
  const spec = await preparePostgres(options);
  const deadline = Date.now() + 60_000;
  for (;;) {
    const running = launch(spec, processReaper(), { unref: options.unref ?? false });
    try {
      await running.ready(60_000);
      return serverHandle(running, { url: spec.url, port: spec.port });
    } catch (error) {
      await running.stop();
      // After a kill -9 of the postmaster its backends need a moment to notice and let go of the shared memory.
      const again = Date.now() < deadline && logTail(spec.logFile).includes('is still in use');
      if (!again) throw error;
      await sleep(200);
    }
  }
}

/** Connects as a client would, and makes sure that the database named in the URL exists. */
async function ensureDatabase(url: string): Promise<boolean> {
  const name = new URL(url).pathname.slice(1);
  const admin = new URL(url);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}

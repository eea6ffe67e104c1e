import pg from 'pg';
import { judgeClock } from './clock.js';
import { type Finding, fail, ok, type Patient, reason, warn } from './finding.js';
import { examineSchema } from './schema.js';

const oldest = 15;

export async function examinePostgres({ config }: Patient): Promise<Finding[]> {
  const client = new pg.Client({
    connectionString: config.DATABASE_URL,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    application_name: 'doctor',
  });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    const todo = 'Start Postgres, or correct DATABASE_URL (host, port, name, user, password); see its log';
    return [fail('postgres', `cannot be reached: ${reason(error)}`, todo)];
  }
  try {
    return [
      ok('postgres', 'reached'),
      ...(await examineServer(client)),
      await examineClock(client),
      ...(await examineSchema(client)),
    ];
  } finally {
    await client.end().catch(() => {});
  }
}

interface Server {
  version: number;
  version_text: string;
  recovery: boolean;
  read_only: string;
  encoding: string;
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
  autovacuum: string;
  connections: number;
  max_connections: number;
}

/** As they are for this user and this database, which may differ from the server's. */
const serverSql = `select current_setting('server_version_num')::integer / 10000 as version,
  current_setting('server_version') as version_text, pg_is_in_recovery() as recovery,
  current_setting('default_transaction_read_only') as read_only, current_setting('server_encoding') as encoding,
  current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
  current_setting('synchronous_commit') as synchronous_commit, current_setting('autovacuum') as autovacuum,
  (select count(*)::integer from pg_stat_activity where backend_type = 'client backend') as connections,
  current_setting('max_connections')::integer as max_connections`;

async function examineServer(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<Server>(serverSql);
  const server = rows[0] as Server;
  const full = server.connections / server.max_connections;
  const used = `${server.connections} of ${server.max_connections} in use`;
  const lost = 'An acknowledged message would be lost with the power: set it to on and restart or reload Postgres';
  return [
    server.version < oldest
      ? fail('postgres version', server.version_text, `Upgrade to Postgres ${oldest} or newer`)
      : ok('postgres version', server.version_text),
    server.recovery || server.read_only === 'on'
      ? fail('postgres writable', 'this is a replica, or read only', 'Let DATABASE_URL name the primary')
      : ok('postgres writable', 'yes'),
    server.encoding === 'UTF8'
      ? ok('postgres encoding', server.encoding)
      : fail('postgres encoding', server.encoding, 'Make the database anew with encoding UTF8'),
    mustBeOn('postgres fsync', server.fsync, lost),
    mustBeOn('postgres full_page_writes', server.full_page_writes, lost),
    // `local` does not wait for a replica, which is durable on this machine.
    /^(on|local|remote_write|remote_apply)$/.test(server.synchronous_commit)
      ? ok('postgres synchronous_commit', server.synchronous_commit)
      : fail('postgres synchronous_commit', server.synchronous_commit, lost),
    server.autovacuum === 'on'
      ? ok('postgres autovacuum', 'on')
      : warn('postgres autovacuum', 'off', 'Switch it on: tables grow, and in the end Postgres refuses to write'),
    full > 0.8
      ? warn('postgres connections', used, 'Raise max_connections, lower PG_POOL_SIZE, or put PgBouncer in between')
      : ok('postgres connections', used),
  ];
}

const mustBeOn = (check: string, value: string, todo: string) =>
  value === 'on' ? ok(check, value) : fail(check, value, todo);

async function examineClock(client: pg.Client): Promise<Finding> {
  const asked = Date.now();
  const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
  return judgeClock('postgres clock', { asked, theirs: rows[0]?.now.getTime() ?? 0, answered: Date.now() });
}

import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, type Migration, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';

/** One change of the schema, a module of `migrations/`. */
export interface SchemaChange extends Migration {
  /**
   * False for what Postgres does in no transaction, such as `create index concurrently`. Such a change may be ended in the
   * middle, and must bear being begun again: drop what it makes, if it is there, first.
   */
  readonly inTransaction?: boolean;
}

export interface RunOptions {
  /**
   * How long (ms) one change waits for a lock. Whoever wants a lock on a table has everybody who comes after wait behind it,
   * readers too: so it is rather taken back, and asked for again, than waited for.
   */
  lockTimeout: number;
  /** How often a change is tried that gets no lock. */
  attempts: number;
  /** Told what is waited for. */
  say: (line: string) => void;
}

const defaults: RunOptions = { lockTimeout: 2_000, attempts: 60, say: () => {} };
/** Of a machine that is lost Postgres hears nothing: within a minute, instead of hours, the lock it held is free. */
const noticesDeath = '-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3';
const waitBetween = 500;
/** Held while the schema is changed: one at a time. Tried, not waited for: an index that is made concurrently would wait for whoever waits. */
const tryLock = sql<{ got: boolean }>`select pg_try_advisory_lock(hashtextextended('samvad: migrations', 0)) as got`;

/**
 * Brings the schema up to date, change by change, each in a transaction of its own; safe to run from many places at once. A schema
 * that a later release has brought further is left as it is: a release must run on the schema of the next. Returns what it applied.
 *
 * @throws Error when the schema has a change that is unknown here and not a later one, or when a change fails; those before it stay
 */
export async function runMigrations(
  databaseUrl: string,
  changes: Readonly<Record<string, SchemaChange>>,
  options: Partial<RunOptions> = {},
): Promise<string[]> {
  const { lockTimeout, attempts, say } = { ...defaults, ...options };
  return withDatabase(databaseUrl, { options: noticesDeath }, (holder) =>
    holder.connection().execute(async (connection) => {
      for (let told = false; !(await tryLock.execute(connection)).rows[0]?.got; told = true) {
        if (!told) say('waiting for another that changes the schema');
        await pause(waitBetween);
      }
      return withDatabase(databaseUrl, { options: `-c lock_timeout=${lockTimeout}` }, async (db) => {
        const pending = await pendingChanges(db, changes);
        for (const name of pending) {
          for (let attempt = 1; ; attempt += 1) {
            const error = await apply(db, changes, name);
            if (!error) break;
            if (!isForWantOfLock(error) || attempt === attempts) throw error;
            say(`${name} waits for a lock (${attempt} of ${attempts})`);
            await pause(waitBetween);
          }
        }
        return pending;
      });
    }),
  );
}

/** The changes that the schema does not have yet, in order. */
export function missingChanges(
  databaseUrl: string,
  changes: Readonly<Record<string, SchemaChange>>,
): Promise<string[]> {
  return withDatabase(databaseUrl, {}, (db) => pendingChanges(db, changes));
}

async function pendingChanges(db: Kysely<unknown>, changes: Readonly<Record<string, SchemaChange>>) {
  const executed = await executedNames(db);
  const known = Object.keys(changes).sort();
  const pending = known.filter((name) => !executed.includes(name));
  const odd = executed.find((name) => !known.includes(name) && (pending.length > 0 || name < (known.at(-1) ?? '')));
  if (odd) throw new Error(`The schema has ${odd}, which is neither of this release nor of a later one`);
  return pending;
}

async function apply(db: Kysely<unknown>, changes: Readonly<Record<string, SchemaChange>>, name: string) {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...changes }) },
    disableTransactions: changes[name]?.inTransaction === false,
  });
  return (await migrator.migrateTo(name)).error;
}

async function executedNames(db: Kysely<unknown>): Promise<string[]> {
  const table = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(db);
  if (!table.rows[0]?.there) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** Got none in time, or would have waited for whoever waits for it. */
const isForWantOfLock = (error: unknown) => /^(55P03|40P01)$/.test((error as { code?: string }).code ?? '');

async function withDatabase<T>(
  databaseUrl: string,
  config: pg.PoolConfig,
  work: (db: Kysely<unknown>) => Promise<T>,
): Promise<T> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 5_000, ...config });
  pool.on('error', () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

import { Kysely, type Migration, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import * as initial from './migrations/0001-initial.js';
import * as sendMessages from './migrations/0002-send-messages.js';
import * as advanceReceipts from './migrations/0003-advance-receipts.js';
import * as media from './migrations/0004-media.js';
import * as push from './migrations/0005-push.js';
import * as phonePush from './migrations/0006-phone-push.js';
import * as webhooks from './migrations/0007-webhooks.js';

/** In order; a released one is never edited, only followed by another. */
const migrations: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-send-messages': sendMessages,
  '0003-advance-receipts': advanceReceipts,
  '0004-media': media,
  '0005-push': push,
  '0006-phone-push': phonePush,
  '0007-webhooks': webhooks,
};

/** All of this release, in order. */
export const migrationNames: readonly string[] = Object.keys(migrations);

const waitMilliseconds = 1_000;

/** Brings the schema up to date; safe to run from many places at once (Kysely takes a lock). Returns what it applied. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  return withMigrator(databaseUrl, async (migrator) => {
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    return (results ?? []).map((result) => result.migrationName);
  });
}

/**
 * Resolves once the schema has every migration that this release knows; changes nothing. A Postgres that is away, or a schema
 * that is behind, is waited for without an end: whoever started the process decides how long.
 */
export async function waitForSchema(databaseUrl: string, say: (line: string) => void): Promise<void> {
  let said = '';
  for (;;) {
    const missing = await missingMigrations(databaseUrl).catch((error: Error) => `Postgres: ${error.message}`);
    if (missing === '') return;
    if (missing !== said) say(`waiting: ${missing}`);
    said = missing;
    await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
  }
}

function missingMigrations(databaseUrl: string): Promise<string> {
  return withMigrator(databaseUrl, async (migrator) => {
    const known = await migrator.getMigrations();
    return known
      .filter(({ executedAt }) => !executedAt)
      .map(({ name }) => name)
      .join(', ');
  });
}

async function withMigrator<T>(databaseUrl: string, work: (migrator: Migrator) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await work(new Migrator({ db, provider: { getMigrations: async () => migrations } }));
  } finally {
    await db.destroy();
  }
}

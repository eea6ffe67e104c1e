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

/** Brings the schema up to date; safe to run from many places at once (Kysely takes a lock). Returns what it applied. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    return (results ?? []).map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

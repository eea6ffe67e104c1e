import * as initial from './migrations/0001-initial.js';
import * as sendMessages from './migrations/0002-send-messages.js';
import * as advanceReceipts from './migrations/0003-advance-receipts.js';
import * as media from './migrations/0004-media.js';
import * as push from './migrations/0005-push.js';
import * as phonePush from './migrations/0006-phone-push.js';
import * as webhooks from './migrations/0007-webhooks.js';
import { missingChanges, runMigrations, type SchemaChange } from './run-migrations.js';

/** In order; a released one is never edited, only followed by another. */
const migrations: Record<string, SchemaChange> = {
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

/** Brings the schema up to date: see `runMigrations`. Returns what it applied. */
export function migrate(databaseUrl: string, say?: (line: string) => void): Promise<string[]> {
  return runMigrations(databaseUrl, migrations, say ? { say } : {});
}

/**
 * Resolves once the schema has every migration that this release knows; changes nothing. A Postgres that is away, or a schema
 * that is behind, is waited for without an end: whoever started the process decides how long.
 */
export async function waitForSchema(databaseUrl: string, say: (line: string) => void): Promise<void> {
  let said = '';
  for (;;) {
    const missing = await missingChanges(databaseUrl, migrations).then(
      (names) => names.join(', '),
      (error: Error) => `Postgres: ${error.message}`,
    );
    if (missing === '') return;
    if (missing !== said) say(`waiting: ${missing}`);
    said = missing;
    await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
  }
}

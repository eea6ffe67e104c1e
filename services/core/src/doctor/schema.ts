import type pg from 'pg';
import { migrationNames } from '../db/migrate.js';
import { type Finding, fail, ok, warn } from './finding.js';

const migrate = 'Run npm run migrate (in Kubernetes the migration job), before the nodes of this release';

/** Whether the tables are those of this release, and every index is there and in use. */
export async function examineSchema(client: pg.Client): Promise<Finding[]> {
  const applied = await appliedMigrations(client);
  const missing = migrationNames.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !migrationNames.includes(name));
  if (missing.length > 0) return [fail('postgres migrations', `not applied: ${missing.join(', ')}`, migrate)];
  const state =
    unknown.length > 0
      ? warn(
          'postgres migrations',
          `a newer release has applied ${unknown.join(', ')}`,
          'Run the doctor of that release',
        )
      : ok('postgres migrations', `up to date (${migrationNames.at(-1)})`);
  return [state, ...(await examineIndexes(client))];
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query(`select to_regclass('kysely_migration') as migrations`);
  if (!tables[0]?.migrations) return [];
  const { rows } = await client.query<{ name: string }>('select name from kysely_migration order by name');
  return rows.map(({ name }) => name);
}

async function examineIndexes(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<{ name: string; valid: boolean }>(
    `select c.relname as name, i.indisvalid and i.indisready as valid
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = current_schema()`,
  );
  const valid = new Map(rows.map(({ name, valid }) => [name, valid]));
  const missing = indexes.filter((name) => !valid.has(name));
  const invalid = rows.filter((row) => !row.valid).map(({ name }) => name);
  const findings: Finding[] = [];
  if (missing.length > 0) {
    const todo = 'Make them as the migrations do (services/core/src/db/migrations), with create index concurrently';
    findings.push(fail('postgres indexes', `missing: ${missing.join(', ')}`, todo));
  }
  if (invalid.length > 0) {
    const todo = `Its making was broken off: ${invalid.map((name) => `reindex index concurrently ${name};`).join(' ')}`;
    findings.push(fail('postgres indexes', `not valid: ${invalid.join(', ')}`, todo));
  }
  return findings.length > 0 ? findings : [ok('postgres indexes', `all ${indexes.length} are there and valid`)];
}

/** Those of a database that has just been migrated; a test compares. */
export const indexes: readonly string[] = [
  'conversations_of_agent',
  'conversations_of_agent_by_status',
  'conversations_of_customer',
  'conversations_pkey',
  'conversations_recent',
  'conversations_recent_by_status',
  'conversations_subject_trgm',
  'conversations_unassigned',
  'conversations_unassigned_by_status',
  'kysely_migration_lock_pkey',
  'kysely_migration_pkey',
  'media_expiring',
  'media_of_owner',
  'media_pkey',
  'media_processing',
  'media_storage_pkey',
  'messages_idempotency',
  'messages_media',
  'messages_pkey',
  'messages_text',
  'participants_pkey',
  'push_cursor_pkey',
  'push_devices_of_session',
  'push_devices_of_user',
  'push_devices_pkey',
  'push_devices_platform_token_key',
  'push_states_cleared',
  'push_states_pkey',
  'push_states_retried',
  'push_subscriptions_endpoint_key',
  'push_subscriptions_of_session',
  'push_subscriptions_of_user',
  'push_subscriptions_pkey',
  'receipts_pkey',
  'revocations_pkey',
  'revocations_recent',
  'sessions_expired',
  'sessions_of_user',
  'sessions_pkey',
  'users_agents',
  'users_by_name',
  'users_deactivated',
  'users_name_trgm',
  'users_of_role_by_name',
  'users_phone_beginning',
  'users_phone_key',
  'users_pkey',
  'webhook_deliveries_listed',
  'webhook_deliveries_pending',
  'webhook_deliveries_pkey',
  'webhook_lanes_due',
  'webhook_lanes_pkey',
  'webhooks_pkey',
];

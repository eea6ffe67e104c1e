import { type Kysely, sql } from 'kysely';

/**
 * Web push.
 *
 * - `push_subscriptions`: a browser's address, as long as the sign-in lives that made it.
 * - `push_states`: for each (conversation, person) that has ever been pushed, up to which message that is done
 *   (`up_to_seq`). `retry_at`: somebody is at it until then, or it is to be tried again then; `failed` are the subscriptions
 *   that `failed_seq` could not be brought to.
 * - `push_cursor`, one row: up to when (commit time) messages have been looked through.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table push_subscriptions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    session_id uuid not null references sessions (id) on delete cascade,
    endpoint text not null unique,
    p256dh text not null,
    auth text not null,
    locale text not null,
    failures integer not null default 0,
    created_at timestamptz(3) not null default clock_timestamp()
  )`,
  'create index push_subscriptions_of_user on push_subscriptions (user_id, created_at)',
  'create index push_subscriptions_of_session on push_subscriptions (session_id)',

  `create table push_states (
    conversation_id uuid not null references conversations (id) on delete cascade,
    user_id uuid not null,
    up_to_seq integer not null default 0,
    retry_at timestamptz(3),
    attempts integer not null default 0,
    failing_since timestamptz(3),
    failed_seq integer,
    failed uuid[],
    primary key (conversation_id, user_id)
  ) with (fillfactor = 70)`,
  'create index push_states_retried on push_states (retry_at) where retry_at is not null',

  `create table push_cursor (
    single boolean primary key default true check (single),
    at timestamptz(3) not null default now()
  )`,
  'insert into push_cursor default values',
];

import { type Kysely, sql } from 'kysely';

/**
 * Tables, and the indexes that the hot queries use.
 *
 * - `conversations` and `participants` are updated all the time: fillfactor 70 leaves room for HOT updates, and no
 *   index holds a column that every message changes. The list is ordered by `updated_at`, which every message changes,
 *   so what is indexed is `activity_bucket`, the same time in steps of 256 s: a bucket is rewritten at most once in that
 *   time, and within a bucket Postgres sorts the few rows there are (incremental sort).
 * - Every growing table leads with the conversation, so that hash partitions or Citus can spread it.
 * - What is new for the text index gathers in a list (`fastupdate`), which searches read too: put in one by one, the words of
 *   a message cost more than the message. The workers empty the list every few seconds; its limit (kB) is so high that no
 *   insert has to.
 * - `messages` has no foreign keys: `send_messages` has just locked the conversation whose id it writes, and a trigger
 *   per row would cost more than the insert.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'create extension if not exists pg_trgm',
  `create table users (
    id uuid primary key,
    phone text not null unique,
    name text not null,
    role text not null check (role in ('User', 'Support', 'Admin')),
    password_hash text not null,
    avatar_url text,
    last_seen_at timestamptz(3),
    deactivated_at timestamptz(3),
    created_at timestamptz(3) not null default now()
  ) with (fillfactor = 80)`,
  `create index users_agents on users (id) where role <> 'User'`,
  'create index users_name_trgm on users using gin (name gin_trgm_ops)',
  'create index users_phone_beginning on users (phone text_pattern_ops)',
  // The list of people, which is by name, whatever it is narrowed to.
  'create index users_by_name on users (name, id)',
  'create index users_of_role_by_name on users (role, name, id)',
  'create index users_deactivated on users (role, name, id) where deactivated_at is not null',

  `create table sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    generation integer not null default 1,
    rotated_at timestamptz(3) not null default now(),
    created_at timestamptz(3) not null default now(),
    expires_at timestamptz(3) not null,
    revoked_at timestamptz(3)
  ) with (fillfactor = 80)`,
  'create index sessions_of_user on sessions (user_id)',
  'create index sessions_expired on sessions (expires_at)',

  `create table revocations (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('session', 'user', 'assignment')),
    subject_id uuid not null,
    user_id uuid not null,
    revoked_at timestamptz(3) not null default clock_timestamp()
  )`,
  'create index revocations_recent on revocations (revoked_at)',

  `create table conversations (
    id uuid primary key,
    customer_id uuid not null references users (id),
    assigned_support_id uuid references users (id),
    status text not null default 'open' check (status in ('open', 'pending', 'resolved', 'closed')),
    subject text,
    last_seq integer not null default 0,
    customer_seq integer not null default 0,
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    activity_bucket integer not null default (floor(extract(epoch from now()::timestamptz(3)) / 256))::integer
  ) with (fillfactor = 70)`,
  'create index conversations_recent on conversations (activity_bucket desc)',
  'create index conversations_recent_by_status on conversations (status, activity_bucket desc)',
  'create index conversations_of_agent on conversations (assigned_support_id, activity_bucket desc)',
  'create index conversations_of_agent_by_status on conversations (assigned_support_id, status, activity_bucket desc)',
  'create index conversations_of_customer on conversations (customer_id, activity_bucket desc)',
  // Postgres takes no order from an index of which a leading column is null.
  'create index conversations_unassigned on conversations (activity_bucket desc) where assigned_support_id is null',
  `create index conversations_unassigned_by_status on conversations (status, activity_bucket desc)
    where assigned_support_id is null`,
  'create index conversations_subject_trgm on conversations using gin (subject gin_trgm_ops) where subject is not null',

  `create table messages (
    conversation_id uuid not null,
    seq integer not null,
    customer_seq integer not null,
    from_customer boolean not null,
    sender_id uuid not null,
    type text not null,
    content text not null,
    media_id uuid,
    client_message_id text,
    created_at timestamptz(3) not null,
    primary key (conversation_id, seq)
  )`,
  `create unique index messages_idempotency on messages (conversation_id, sender_id, client_message_id)
    where client_message_id is not null`,
  `create index messages_text on messages using gin (to_tsvector('simple', content)) 
    with (fastupdate = on, gin_pending_list_limit = 65536)`,

  `create table participants (
    conversation_id uuid not null references conversations (id) on delete cascade,
    user_id uuid not null,
    read_seq integer not null default 0,
    read_others integer not null default 0,
    delivered_seq integer not null default 0,
    primary key (conversation_id, user_id)
  ) with (fillfactor = 70)`,

  `create table receipts (
    conversation_id uuid not null,
    by_customer boolean not null,
    kind text not null check (kind in ('read', 'delivered')),
    up_to_seq integer not null,
    at timestamptz(3) not null,
    primary key (conversation_id, by_customer, kind, up_to_seq)
  )`,
];

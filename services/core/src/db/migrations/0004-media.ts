import { type Kysely, sql } from 'kysely';

/**
 * Uploads. A row is there before the first byte of its object is, and goes after the last one, so nothing in the storage is
 * ever without a row.
 *
 * - `status`: `uploading` (not told to anybody) → `processing` → `ready` or `failed`, once; `expired` while it is deleted.
 * - `expires_at`: when it may be collected; null once a message carries it. Claiming it for a message puts this off.
 * - Where it is attached stands in `messages.media_id` alone.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table media (
    id uuid primary key,
    owner_id uuid not null,
    name text not null,
    type text not null check (type in ('image', 'video', 'audio', 'file')),
    format text not null,
    upload_size bigint not null,
    size bigint not null,
    status text not null check (status in ('uploading', 'processing', 'ready', 'failed', 'expired')),
    failure_code text,
    failure_message text,
    width integer,
    height integer,
    duration_ms integer,
    preview_hash text,
    waveform smallint[],
    variants jsonb not null default '[]',
    attempts integer not null default 0,
    created_at timestamptz(3) not null default now(),
    touched_at timestamptz(3) not null default now(),
    expires_at timestamptz(3)
  )`,
  `create index media_processing on media (touched_at) where status = 'processing'`,
  'create index media_expiring on media (expires_at) where expires_at is not null',
  'create index media_of_owner on media (owner_id, created_at)',
  'create index messages_media on messages (media_id) where media_id is not null',

  // One row: which local folder holds the objects, so that a node with another one is found out when it starts.
  `create table media_storage (
    single boolean primary key default true check (single),
    identity text not null
  )`,
];

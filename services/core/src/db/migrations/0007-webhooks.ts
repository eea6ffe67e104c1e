import { type Kysely, sql } from 'kysely';

/**
 * Webhooks, and the outbox they are served from.
 *
 * - `webhooks`: who wants to be told of what. Secrets are needed to sign with (`webhooks/secrets.ts`). `failing_since`: there
 *   has been no success since; `paused_until`: the receiver has asked for a pause; `off_reason`: why it was switched off.
 * - `webhook_deliveries`: the outbox. One row for each (webhook, event), written by triggers in the transaction of what it
 *   tells of: there is one if and only if that is committed. A row names what happened (`lane`: the conversation, `seq`: the
 *   message, `change`: the values a conversation has got); the words are read when it is sent. Written under the lock of the
 *   conversation, `place` rises within a lane in the order of commits. A `ping` is a lane of its own.
 * - `webhook_lanes`: the lanes in which something is pending, a small table. What is due when (`due_at`), and who is at it
 *   (`claimed_by`, until `due_at`). `wakes` tells one who finds a lane empty that something has come in meanwhile.
 *
 * Without a webhook that wants an event its trigger costs one look into an empty table for each statement. The update that
 * every message makes of its conversation meets only a condition, and stays HOT. No foreign keys: every message would lock
 * the row of each webhook; what a deleted webhook has left is removed by `prune-webhook-deliveries`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const wanted = (event: string) => `w.is_active and '${event}' = any (w.events)`;

/** Writes deliveries (columns after the webhook's id: lane, event, seq, change) and wakes their lanes. */
const enqueue = (event: string, select: string) => `
  if exists (select from webhooks w where ${wanted(event)}) then
    with written as (
      insert into webhook_deliveries (webhook_id, lane, event, seq, change)
      ${select}
      returning webhook_id, lane
    )
    insert into webhook_lanes as l (webhook_id, lane)
    select distinct webhook_id, lane from written order by webhook_id, lane
    on conflict (webhook_id, lane) do update set wakes = l.wakes + 1;
  end if;
  return null;`;

const trigger = (name: string, body: string) =>
  `create function ${name}() returns trigger language plpgsql as $$ begin ${body} end $$`;

const statements = [
  `create table webhooks (
    id uuid primary key,
    url text not null,
    events text[] not null,
    description text,
    is_active boolean not null,
    secret text not null,
    former_secret text,
    former_secret_until timestamptz(3),
    paused_until timestamptz(3),
    failing_since timestamptz(3),
    last_failure_at timestamptz(3),
    off_reason text,
    created_at timestamptz(3) not null default clock_timestamp(),
    updated_at timestamptz(3) not null default clock_timestamp()
  ) with (fillfactor = 50)`,

  `create table webhook_deliveries (
    id uuid primary key default gen_random_uuid(),
    webhook_id uuid not null,
    place bigint generated always as identity,
    lane uuid not null,
    event text not null,
    seq integer,
    change jsonb,
    status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
    attempts integer not null default 0,
    next_attempt_at timestamptz(3),
    last_status_code integer,
    last_error text,
    created_at timestamptz(3) not null default clock_timestamp(),
    settled_at timestamptz(3)
  )`,
  'create index webhook_deliveries_listed on webhook_deliveries (webhook_id, status, place)',
  `create index webhook_deliveries_pending on webhook_deliveries (webhook_id, lane, place) where status = 'pending'`,

  `create table webhook_lanes (
    webhook_id uuid not null,
    lane uuid not null,
    due_at timestamptz(3) not null default clock_timestamp(),
    claimed_by uuid,
    wakes integer not null default 0,
    primary key (webhook_id, lane)
  ) with (fillfactor = 70)`,
  'create index webhook_lanes_due on webhook_lanes (webhook_id, due_at)',

  trigger(
    'webhooks_message_created',
    enqueue(
      'message.created',
      `select w.id, n.conversation_id, 'message.created', n.seq, null
      from inserted n cross join webhooks w where ${wanted('message.created')} order by n.conversation_id, n.seq`,
    ),
  ),
  `create trigger webhooks_message_created after insert on messages referencing new table as inserted
    for each statement execute function webhooks_message_created()`,

  trigger(
    'webhooks_conversation_created',
    enqueue(
      'conversation.created',
      `select w.id, n.id, 'conversation.created', null, null
      from inserted n cross join webhooks w where ${wanted('conversation.created')} order by n.id`,
    ),
  ),
  `create trigger webhooks_conversation_created after insert on conversations referencing new table as inserted
    for each statement execute function webhooks_conversation_created()`,

  trigger(
    'webhooks_conversation_updated',
    enqueue(
      'conversation.updated',
      `select w.id, new.id, 'conversation.updated', null,
        jsonb_build_object('status', new.status, 'assignedSupportId', new.assigned_support_id)
      from webhooks w where ${wanted('conversation.updated')}`,
    ),
  ),
  // For each row: only so can a condition keep it from being called for what every message changes.
  `create trigger webhooks_conversation_updated after update of status, assigned_support_id on conversations
    for each row when (old.status is distinct from new.status
      or old.assigned_support_id is distinct from new.assigned_support_id)
    execute function webhooks_conversation_updated()`,
];

import { type Kysely, sql } from 'kysely';

/**
 * Push for phones.
 *
 * - `push_devices`: a phone's token, as long as the sign-in lives that registered it. A table of its own: the old release
 *   takes every row of `push_subscriptions` for a browser, and would drop what is none.
 * - `push_states.shown_seq`: the message that phones are being told of, or were last told of, until they are told to take the
 *   notification away. `clear_at`: it has been read since then, so they are to be told.
 * - `advance_receipts` as before, but for `seen_elsewhere`: reading marks what is to be cleared, with no statement of its own,
 *   and never waits for a worker, which may be frozen. What it skips because of that stays on the phone, and harms nobody.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table push_devices (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    session_id uuid not null references sessions (id) on delete cascade,
    platform text not null,
    token text not null,
    locale text not null,
    created_at timestamptz(3) not null default clock_timestamp(),
    unique (platform, token)
  )`,
  'create index push_devices_of_user on push_devices (user_id, created_at)',
  'create index push_devices_of_session on push_devices (session_id)',

  'alter table push_states add column shown_seq integer, add column clear_at timestamptz(3)',
  'create index push_states_cleared on push_states (clear_at) where clear_at is not null',
  `create or replace function advance_receipts(
  p_conversation uuid[], p_user uuid[], p_role text[], p_read integer[], p_delivered integer[]
) returns table (
  ord integer, found boolean, read_seq integer, read_rose boolean, delivered_seq integer, delivered_rose boolean,
  at timestamptz, read_others integer, others integer, last_seq integer, customer_id uuid, assigned_support_id uuid,
  senders uuid[]
)
language plpgsql volatile
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_now timestamptz(3) := clock_timestamp();
begin
  return query
  with input as materialized (
    select i.conversation_id, i.user_id, i.role, i.ord::integer as ord, i.read, i.delivered
    from unnest(p_conversation, p_user, p_role, p_read, p_delivered)
      with ordinality as i (conversation_id, user_id, role, read, delivered, ord)
  ), scoped as materialized (
    select i.ord, i.conversation_id, i.user_id, i.role = 'User' as is_customer, c.customer_id, c.assigned_support_id,
      c.last_seq, c.customer_seq,
      case when i.read is not null then least(i.read, c.last_seq) end as read,
      case when coalesce(i.delivered, i.read) is not null
        then least(greatest(i.delivered, i.read), c.last_seq) end as delivered
    from input i
    join conversations c on c.id = i.conversation_id
    where case i.role
      when 'User' then c.customer_id = i.user_id
      when 'Support' then c.assigned_support_id = i.user_id
      when 'Admin' then true
      else false end
  ), target as materialized (
    select s.*, coalesce(case when s.is_customer then m.seq - m.customer_seq else m.customer_seq end, 0) as others_read,
      coalesce(p.read_seq, 0) as old_read, coalesce(p.read_others, 0) as old_others,
      coalesce(p.delivered_seq, 0) as old_delivered
    from scoped s
    left join messages m on m.conversation_id = s.conversation_id and m.seq = s.read
    left join participants p on p.conversation_id = s.conversation_id and p.user_id = s.user_id
  ), raised as (
    insert into participants as p (conversation_id, user_id, read_seq, read_others, delivered_seq)
    select t.conversation_id, t.user_id, coalesce(t.read, 0), t.others_read, coalesce(t.delivered, 0)
    from target t
    where t.read > t.old_read or t.delivered > t.old_delivered
    order by t.conversation_id, t.user_id
    on conflict (conversation_id, user_id) do update set
      read_seq = greatest(p.read_seq, excluded.read_seq),
      read_others = greatest(p.read_others, excluded.read_others),
      delivered_seq = greatest(p.delivered_seq, excluded.delivered_seq)
    returning p.conversation_id, p.user_id, p.read_seq, p.read_others, p.delivered_seq
  ), logged as (
    insert into receipts (conversation_id, by_customer, kind, up_to_seq, at)
    select t.conversation_id, t.is_customer, 'read', t.read, v_now from target t where t.read > t.old_read
    union
    select t.conversation_id, t.is_customer, 'delivered', t.delivered, v_now from target t
      where t.delivered > t.old_delivered
    on conflict do nothing
  ), seen_elsewhere as (
    update push_states s set clear_at = v_now
    from (
      select l.conversation_id, l.user_id from target t
      join push_states l on l.conversation_id = t.conversation_id and l.user_id = t.user_id
      where t.read > t.old_read and l.shown_seq <= t.read
      for no key update of l skip locked
    ) shown
    where s.conversation_id = shown.conversation_id and s.user_id = shown.user_id
  )
  select i.ord, t.ord is not null, coalesce(r.read_seq, t.old_read), coalesce(t.read > t.old_read, false),
    coalesce(r.delivered_seq, t.old_delivered), coalesce(t.delivered > t.old_delivered, false), v_now::timestamptz,
    coalesce(r.read_others, t.old_others), case when t.is_customer then t.last_seq - t.customer_seq else t.customer_seq end,
    t.last_seq, t.customer_id, t.assigned_support_id, array(
      select distinct m.sender_id from messages m
      where m.conversation_id = t.conversation_id and m.from_customer <> t.is_customer
        and m.seq > greatest(
          least(case when t.read > t.old_read then t.old_read end, case when t.delivered > t.old_delivered then t.old_delivered end),
          t.last_seq - 200)
        and m.seq <= greatest(t.read, t.delivered)
    )
  from input i
  left join target t on t.ord = i.ord
  left join raised r on r.conversation_id = t.conversation_id and r.user_id = t.user_id
  order by i.ord;
end
$$`,
];

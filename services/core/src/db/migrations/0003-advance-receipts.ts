import { type Kysely, sql } from 'kysely';

/**
 * `advance_receipts`: raises read and delivered pointers, for a batch of (conversation, person) pairs, each at most once.
 *
 * Pointers only rise. A null means "not this kind"; a position past the head means the head. Reading is also receiving.
 * `read_others` is how many messages of the other side lie at or before the read pointer, looked up from the running
 * count that each message carries, so the unread count is a subtraction and never a scan.
 * `senders` wrote what has newly been read or received (of the last 200 messages): they are told.
 * A rise leaves one row in `receipts`, from which each message's `readAt` and `deliveredAt` are read.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(advanceReceipts).execute(db);
}

const advanceReceipts = `
create function advance_receipts(
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
$$`;

import { type Kysely, sql } from 'kysely';

/**
 * `send_messages`: stores a batch of messages in one round trip.
 *
 * Shape: parallel arrays in, one row per message out, in the order given (`ord` from 1).
 * Guarantees:
 * - The conversations are locked in id order, so two batches never deadlock, and everything after the lock reads a fresh
 *   snapshot (each statement of a volatile function takes its own), so `last_seq` and a duplicate that another node has
 *   just committed are both seen.
 * - `seq` is dense: it is counted only over the rows that are really inserted.
 * - The same (conversation, sender, client id) stores once, whether the twin is in the table or in this very batch; a
 *   twin with other content is a `conflict`.
 * - Who may write is decided here, under the same lock as an assignment: nobody writes who has just been replaced.
 *
 * The planner settings keep index lookups when the tables were empty at the time the plan was cached, and keep the plan:
 * planning anew costs three times as much as running it for one message.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(sendMessages).execute(db);
}

const sendMessages = `
create function send_messages(
  p_conversation uuid[], p_sender uuid[], p_role text[], p_type text[], p_content text[], p_media uuid[], p_client text[]
) returns table (
  ord integer, outcome text, seq integer, content text, client_message_id text, created_at timestamptz,
  customer_id uuid, assigned_support_id uuid, last_seq integer, customer_seq integer, former_status text,
  customer_read integer, support_read integer
)
language plpgsql volatile
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  perform 1 from conversations c where c.id = any (p_conversation) order by c.id for no key update;

  return query
  with input as materialized (
    select i.conversation_id, i.sender_id, i.role, i.type, i.content, i.media_id, i.client_id, i.ord::integer as ord,
      min(i.ord) over (
        partition by i.conversation_id, i.sender_id, i.client_id, case when i.client_id is null then i.ord end
      )::integer as first_ord
    from unnest(p_conversation, p_sender, p_role, p_type, p_content, p_media, p_client)
      with ordinality as i (conversation_id, sender_id, role, type, content, media_id, client_id, ord)
  ), scoped as materialized (
    select i.*, i.role = 'User' as from_customer, c.customer_id, c.assigned_support_id, c.last_seq, c.customer_seq,
      c.status, greatest(c.updated_at, clock_timestamp()::timestamptz(3)) as at,
      m.seq as stored_seq, m.customer_seq as stored_customer_seq, m.type as stored_type, m.content as stored_content,
      m.media_id as stored_media_id, m.created_at as stored_at
    from input i
    join conversations c on c.id = i.conversation_id
    left join messages m on m.conversation_id = i.conversation_id and m.sender_id = i.sender_id
      and m.client_message_id = i.client_id
    where case i.role
      when 'User' then c.customer_id = i.sender_id
      when 'Support' then c.assigned_support_id = i.sender_id
      when 'Admin' then true
      else false end
  ), fresh as materialized (
    select s.*,
      s.last_seq + (row_number() over earlier)::integer as new_seq,
      s.customer_seq + (count(*) filter (where s.from_customer) over earlier)::integer as new_customer_seq
    from scoped s
    where s.stored_seq is null and s.ord = s.first_ord
    window earlier as (partition by s.conversation_id order by s.ord)
  ), inserted as (
    insert into messages (conversation_id, seq, customer_seq, from_customer, sender_id, type, content, media_id,
      client_message_id, created_at)
    select f.conversation_id, f.new_seq, f.new_customer_seq, f.from_customer, f.sender_id, f.type, f.content, f.media_id,
      f.client_id, f.at
    from fresh f order by f.conversation_id, f.new_seq
  ), updated as (
    update conversations c
    set last_seq = f.last_seq, customer_seq = f.customer_seq, status = 'open', updated_at = f.at,
      activity_bucket = floor(extract(epoch from f.at) / 256)::integer
    from (
      select f.conversation_id, max(f.new_seq) as last_seq, max(f.new_customer_seq) as customer_seq, max(f.at) as at
      from fresh f group by f.conversation_id
    ) f
    where c.id = f.conversation_id
  )
  select i.ord,
    case
      when s.ord is null then 'not_found'
      when s.stored_seq is not null then
        case when (s.type, s.content, s.media_id) is not distinct from (s.stored_type, s.stored_content, s.stored_media_id)
          then 'duplicate' else 'conflict' end
      when s.ord = s.first_ord then 'created'
      when (s.type, s.content, s.media_id) is not distinct from (f.type, f.content, f.media_id) then 'duplicate'
      else 'conflict'
    end,
    coalesce(s.stored_seq, f.new_seq), s.content, s.client_id, coalesce(s.stored_at, f.at)::timestamptz,
    s.customer_id, s.assigned_support_id, coalesce(f.new_seq, s.last_seq),
    coalesce(f.new_customer_seq, s.customer_seq), s.status,
    coalesce(pc.read_others, 0), coalesce(ps.read_others, 0)
  from input i
  left join scoped s on s.ord = i.ord
  left join fresh f on f.ord = s.first_ord
  left join participants pc on pc.conversation_id = s.conversation_id and pc.user_id = s.customer_id
  left join participants ps on ps.conversation_id = s.conversation_id and ps.user_id = s.assigned_support_id
  order by i.ord;
end
$$`;

import { type Kysely, sql } from 'kysely';

/**
 * `send_messages`: stores a batch of messages in one round trip.
 *
 * Shape: parallel arrays in, one row per stored message out, with its position in the arrays (`ord` from 1). What is not to
 * be stored gets no row from `send_messages`: `settle_messages` knows whether it is `not_found`, `answered`, or a retry of
 * what was stored when it still could be.
 * Guarantees:
 * - The conversations are locked in id order, so two batches never deadlock, and everything after the lock reads a fresh
 *   snapshot (each statement of a volatile function takes its own), so `last_seq` and a duplicate that another node has
 *   just committed are both seen.
 * - `seq` is dense: it is counted only over the rows that are really inserted.
 * - The same (conversation, sender, client id) stores once, whether the twin is in the table or in this very batch; a
 *   twin with other content is a `conflict`.
 * - Who may write is decided here, under the same lock as an assignment: nobody writes who has just been replaced.
 * - So is whether a colleague has answered after `p_unless`, for those rows that have one; the caller leaves the array null
 *   where none has, and never puts such a row into a batch behind a colleague's of the same conversation.
 *
 * It is written for the usual batch, of which nothing has been stored before: it just inserts. A twin is met by the unique
 * index; then what was inserted is undone (a subtransaction) and `settle_messages` does the same with a look at each.
 * That is half the work for the usual batch, and it keeps a plan that can go wrong out of the way: looking for twins in a
 * table of which no statistics are known yet may read whole conversations.
 *
 * Of `settle_messages`: no CTE is joined to another (such a join could only be a nested loop, and a batch would cost its
 * square): what rows need of each other they get by window functions.
 *
 * The planner settings keep index lookups by key when the tables were empty at the time the plan was cached, and keep the
 * plan: planning anew costs three times as much as running it for one message.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(settleMessages).execute(db);
  await sql.raw(sendMessages).execute(db);
}

const signature = `(
  p_conversation uuid[], p_sender uuid[], p_role text[], p_type text[], p_content text[], p_media uuid[], p_client text[],
  p_unless integer[]
) returns table (
  ord integer, outcome text, seq integer, created_at timestamptz, customer_id uuid, assigned_support_id uuid,
  last_seq integer, customer_seq integer, former_status text, customer_read integer, support_read integer
)`;

const lockConversations =
  'perform 1 from conversations c where c.id = any (p_conversation) order by c.id for no key update;';

const byKey = `language plpgsql volatile
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off`;

/** Whether the sender of input `i` may write into conversation `c`. */
const allowed = `case i.role
      when 'User' then c.customer_id = i.sender_id
      when 'Support' then c.assigned_support_id = i.sender_id
      when 'Admin' then c.id is not null
      else false end`;

/** Whether somebody else of the support side has written what the sender of input `i` did not know of. */
const answered = `exists (select from messages a where a.conversation_id = i.conversation_id and a.seq > i.unless
      and not a.from_customer and a.sender_id <> i.sender_id and a.type <> 'system')`;

/** Inserts the numbered messages `n`, and moves their conversations' heads. */
const store = (from: string) => `inserted as (
    insert into messages (conversation_id, seq, customer_seq, from_customer, sender_id, type, content, media_id,
      client_message_id, created_at)
    select n.conversation_id, n.new_seq, n.new_customer_seq, n.from_customer, n.sender_id, n.type, n.content, n.media_id,
      n.client_id, n.at
    from ${from}
  ), updated as (
    update conversations c
    set last_seq = f.last_seq, customer_seq = f.customer_seq, status = 'open', updated_at = f.at,
      activity_bucket = floor(extract(epoch from f.at) / 256)::integer
    from (
      select n.conversation_id, max(n.new_seq) as last_seq, max(n.new_customer_seq) as customer_seq, max(n.at) as at
      from ${from} group by n.conversation_id
    ) f
    where c.id = f.conversation_id
  )`;

const sendMessages = `
create function send_messages${signature}
${byKey}
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  ${lockConversations}

  return query
  with numbered as materialized (
    select i.ord::integer as ord, i.conversation_id, i.sender_id, i.type, i.content, i.media_id, i.client_id,
      i.role = 'User' as from_customer, c.customer_id, c.assigned_support_id, c.status,
      greatest(c.updated_at, clock_timestamp()::timestamptz(3)) as at,
      c.last_seq + (row_number() over earlier)::integer as new_seq,
      c.customer_seq + (count(*) filter (where i.role = 'User') over earlier)::integer as new_customer_seq
    from unnest(p_conversation, p_sender, p_role, p_type, p_content, p_media, p_client, p_unless)
      with ordinality as i (conversation_id, sender_id, role, type, content, media_id, client_id, unless, ord)
    join conversations c on c.id = i.conversation_id
    where ${allowed} and (i.unless is null or not ${answered})
    window earlier as (partition by i.conversation_id order by i.ord)
  ), ${store('numbered n')}
  select n.ord, 'created', n.new_seq, n.at::timestamptz,
    n.customer_id, n.assigned_support_id, n.new_seq, n.new_customer_seq, n.status,
    -- One by one, each by its key: as joins they could be planned as a scan of all participants.
    coalesce((select p.read_others from participants p
      where p.conversation_id = n.conversation_id and p.user_id = n.customer_id), 0),
    coalesce((select p.read_others from participants p
      where p.conversation_id = n.conversation_id and p.user_id = n.assigned_support_id), 0)
  from numbered n;
exception when unique_violation then
  return query select * from settle_messages(p_conversation, p_sender, p_role, p_type, p_content, p_media, p_client,
    p_unless);
end
$$`;

const settleMessages = `
create function settle_messages${signature}
${byKey}
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  ${lockConversations}

  return query
  with scoped as materialized (
    select i.ord::integer as ord, i.conversation_id, i.sender_id, i.type, i.content, i.media_id, i.client_id,
      -- Rows without a client id are nobody's twin.
      case when i.client_id is null then i.ord end as alone,
      i.role = 'User' as from_customer, c.customer_id, c.assigned_support_id, c.last_seq, c.customer_seq, c.status,
      greatest(c.updated_at, clock_timestamp()::timestamptz(3)) as at,
      ${allowed} as allowed, i.unless is not null and ${answered} as answered,
      m.seq as stored_seq, m.customer_seq as stored_customer_seq, m.type as stored_type, m.content as stored_content,
      m.media_id as stored_media_id, m.created_at as stored_at
    from unnest(p_conversation, p_sender, p_role, p_type, p_content, p_media, p_client, p_unless)
      with ordinality as i (conversation_id, sender_id, role, type, content, media_id, client_id, unless, ord)
    left join conversations c on c.id = i.conversation_id
    left join messages m on m.conversation_id = i.conversation_id and m.sender_id = i.sender_id
      and m.client_message_id = i.client_id
  ), marked as (
    select s.*, s.allowed and not s.answered and s.stored_seq is null and row_number() over twins = 1 as fresh
    from scoped s
    window twins as (partition by s.conversation_id, s.sender_id, s.client_id, s.alone, s.answered order by s.ord)
  ), numbered as materialized (
    select m.*,
      m.last_seq + (count(*) filter (where m.fresh) over earlier)::integer as new_seq,
      m.customer_seq + (count(*) filter (where m.fresh and m.from_customer) over earlier)::integer as new_customer_seq
    from marked m
    window earlier as (partition by m.conversation_id order by m.ord)
  ), ${store('numbered n where n.fresh')}, settled as (
    select n.*,
      -- The first of several twins in this batch speaks for all of them.
      coalesce(n.stored_seq, first_value(n.new_seq) over twins) as final_seq,
      coalesce(n.stored_at, first_value(n.at) over twins) as final_at,
      case when n.stored_seq is not null
        then (n.type, n.content, n.media_id) is not distinct from (n.stored_type, n.stored_content, n.stored_media_id)
        else (n.type, n.content, n.media_id) is not distinct from
          (first_value(n.type) over twins, first_value(n.content) over twins, first_value(n.media_id) over twins)
      end as same
    from numbered n
    window twins as (partition by n.conversation_id, n.sender_id, n.client_id, n.alone, n.answered order by n.ord)
  )
  select s.ord,
    case
      -- Stored before, when the sender still was allowed to.
      when s.stored_seq is not null then case when s.same then 'duplicate' else 'conflict' end
      when s.allowed is not true then 'not_found'
      when s.answered then 'answered'
      when s.fresh then 'created'
      when s.same then 'duplicate'
      else 'conflict'
    end,
    s.final_seq, s.final_at::timestamptz, s.customer_id, s.assigned_support_id, s.new_seq, s.new_customer_seq, s.status,
    coalesce(pc.read_others, 0), coalesce(ps.read_others, 0)
  from settled s
  left join participants pc on pc.conversation_id = s.conversation_id and pc.user_id = s.customer_id
  left join participants ps on ps.conversation_id = s.conversation_id and ps.user_id = s.assigned_support_id
  order by s.ord;
end
$$`;

import type { Stack } from './stack.js';

const messagesEach = 50;
const conversationsPerAgent = 200;
const sampleSize = 200;

export interface Sample {
  id: string;
  customer: string;
  agent: string;
}

/**
 * Fills an empty database with `messages` messages and the people and conversations they belong to, spread over the last
 * 30 days, and returns some of the conversations, from all over. Full-text indexes are built afterwards: row by row
 * they would take many times as long, and end up the same.
 */
export async function fillTables({ pool }: Stack, messages: number): Promise<Sample[]> {
  const conversations = Math.ceil(messages / messagesEach);
  const agents = Math.ceil(conversations / conversationsPerAgent);
  await pool.query(
    `insert into users (id, phone, name, role, password_hash)
      select gen_random_uuid(), '+96' || lpad(n::text, 9, '0'), 'Person ' || n,
        case when n <= $1 then 'Support' else 'User' end, 'none'
      from generate_series(1, $1::integer + $2::integer) n`,
    [agents, conversations],
  );
  await pool.query(
    `with numbered as (select id, role, row_number() over (partition by role order by phone) - 1 as n from users),
      placed as (select c.id as customer, a.id as agent, now() - random() * interval '30 days' as at
        from numbered c join numbered a on a.role = 'Support' and a.n = c.n % $2 where c.role = 'User')
      insert into conversations
        (id, customer_id, assigned_support_id, last_seq, customer_seq, created_at, updated_at, activity_bucket)
      select gen_random_uuid(), customer, agent, $1, $1 / 2, at, at, floor(extract(epoch from at) / 256)::integer
      from placed`,
    [messagesEach, agents],
  );
  const { rows: slow } = await pool.query<{ indexname: string; indexdef: string }>(
    `select indexname, indexdef from pg_indexes where tablename = 'messages' and indexdef like '%USING gin%'`,
  );
  for (const { indexname } of slow) await pool.query(`drop index ${indexname}`);
  await pool.query(
    `insert into messages (conversation_id, seq, customer_seq, from_customer, sender_id, type, content,
        client_message_id, created_at)
      select c.id, n, (n + 1) / 2, n % 2 = 1, case when n % 2 = 1 then c.customer_id else c.assigned_support_id end,
        'text', 'Order ' || (random() * 1e6)::integer || ': the courier says he was here, but nobody rang.',
        'loaded-' || n, c.updated_at - ($1 - n) * interval '1 minute'
      from conversations c cross join generate_series(1, $1::integer) n`,
    [messagesEach],
  );
  for (const { indexdef } of slow) await pool.query(indexdef);
  // What autovacuum would do sooner or later, it shall not do while something is measured.
  await pool.query('vacuum analyze');
  await pool.query('checkpoint');
  const { rows } = await pool.query<Sample>(
    `select id, customer_id as customer, assigned_support_id as agent from conversations order by random() limit $1`,
    [sampleSize],
  );
  return rows;
}

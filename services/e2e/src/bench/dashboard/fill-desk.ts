import pg from 'pg';

export const conversations = 10_000;
export const longHistory = 20_000;
/** Who has the long history; first in the list. */
export const longTalker = 'Lakshmi Talwar';

/**
 * Gives the agent with this phone many conversations of three messages each, one every few minutes over the last weeks,
 * and one that is very long. All but every twentieth have been read.
 */
export async function fillDesk(databaseUrl: string, agentPhone: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into users (id, phone, name, role, password_hash)
        select gen_random_uuid(), '+9196' || lpad(n::text, 8, '0'),
          case when n = 1 then $2 else
            (array['Anita', 'Bhavesh', 'Chitra', 'Deepak', 'Esha', 'Farhan', 'Gita'])[1 + n % 7] || ' ' ||
            (array['Rao', 'Sharma', 'Patil', 'Nair', 'Khan', 'Das', 'Reddy', 'Bose', 'Joshi', 'Gill', 'Menon'])[1 + n % 11] ||
            ' ' || n end,
          'User', 'none'
        from generate_series(1, $1::integer) n`,
      [conversations, longTalker],
    );
    await client.query(
      `insert into conversations
          (id, customer_id, assigned_support_id, last_seq, customer_seq, created_at, updated_at, activity_bucket)
        select gen_random_uuid(), id, (select id from users where phone = $1), length, (length + 1) / 2, at, at,
          floor(extract(epoch from at) / 256)::integer
        from (
          select id, case when name = $2 then $3::integer else 3 end as length,
            date_trunc('milliseconds', now()) - row_number() over (order by phone) * interval '4 minutes' as at
          from users where phone like '+9196%' and password_hash = 'none'
        ) people`,
      [agentPhone, longTalker, longHistory],
    );
    await client.query(
      `insert into messages (conversation_id, seq, customer_seq, from_customer, sender_id, type, content,
          client_message_id, created_at)
        select c.id, n, (n + 1) / 2, n % 2 = 1, case when n % 2 = 1 then c.customer_id else c.assigned_support_id end,
          'text', 'Message ' || n || repeat(' and the leaves of the lower branches turn yellow', (n * 7) % 5), null,
          c.updated_at - (c.last_seq - n) * interval '50 seconds'
        from conversations c join users u on u.id = c.customer_id and u.password_hash = 'none'
          cross join lateral generate_series(1, c.last_seq) n`,
    );
    await client.query(
      `insert into participants (conversation_id, user_id, read_seq, read_others, delivered_seq)
        select c.id, c.assigned_support_id, c.last_seq, c.customer_seq, c.last_seq
        from conversations c join users u on u.id = c.customer_id and u.password_hash = 'none'
        where u.name = $1 or u.phone not like '%0'`,
      [longTalker],
    );
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

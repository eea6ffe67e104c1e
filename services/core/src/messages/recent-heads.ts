import type { Database } from '../db/database.js';

export interface Head {
  conversationId: string;
  lastSeq: number;
}

export interface PersonalHead extends Head {
  userId: string;
  /** When the last message, or change, was committed. */
  updatedAt: Date;
}

/** The heads of those of the conversations that something has happened in since `since`. */
export async function recentHeads(db: Database, conversationIds: string[], since: Date): Promise<Head[]> {
  const { rows } = await db.pool.query({
    name: 'recent-heads',
    text: 'select id, last_seq from conversations where id = any ($1::uuid[]) and updated_at >= $2',
    values: [conversationIds, since],
  });
  return rows.map((row) => ({ conversationId: row.id, lastSeq: row.last_seq }));
}

/** The same for all conversations that people take part in. Two index probes a person where nothing has happened. */
export async function recentHeadsOfPeople(
  db: Database,
  people: { userId: string; role: string }[],
  since: Date,
): Promise<PersonalHead[]> {
  const { rows } = await db.pool.query({
    name: 'recent-heads-of-people',
    text: `select p.user_id, c.id, c.last_seq, c.updated_at
      from unnest($1::uuid[], $2::boolean[]) as p (user_id, customer)
      cross join lateral (
        select c.id, c.last_seq, c.updated_at from conversations c
          where p.customer and c.customer_id = p.user_id and c.activity_bucket >= $4 and c.updated_at >= $3
        union all
        select c.id, c.last_seq, c.updated_at from conversations c
          where not p.customer and c.assigned_support_id = p.user_id and c.activity_bucket >= $4 and c.updated_at >= $3
      ) c where c.last_seq > 0`,
    values: [
      people.map(({ userId }) => userId),
      people.map(({ role }) => role === 'User'),
      since,
      Math.floor(since.getTime() / 256_000),
    ],
  });
  return rows.map((row) => ({
    userId: row.user_id,
    conversationId: row.id,
    lastSeq: row.last_seq,
    updatedAt: row.updated_at,
  }));
}

import type { UnreadFields } from '@samvad/contract';
import type { Database } from '../db/database.js';
import { isId } from '../ids.js';

export interface UnreadEntry {
  conversationId: string;
  /** How many messages of the other side there are. */
  others: number;
  /** How many of them lie at or before the read pointer. */
  read: number;
}

export interface UnreadOwner {
  userId: string;
  role: string;
}

/**
 * The truth, from Postgres: for each person the conversations in which something is unread. An admin takes part only
 * where assigned.
 */
export async function loadUnread(db: Database, owners: UnreadOwner[]): Promise<UnreadEntry[][]> {
  const { rows } = await db.pool.query({
    name: 'unread-by-person',
    text: `select o.place, c.id, c.others, coalesce(p.read_others, 0) as read
      from unnest($1::uuid[], $2::boolean[]) with ordinality as o (user_id, customer, place)
      cross join lateral (
        select c.id, c.last_seq - c.customer_seq as others from conversations c where o.customer and c.customer_id = o.user_id
        union all
        select c.id, c.customer_seq from conversations c where not o.customer and c.assigned_support_id = o.user_id
      ) c
      left join participants p on p.conversation_id = c.id and p.user_id = o.user_id
      where c.others > coalesce(p.read_others, 0)`,
    values: [owners.map(({ userId }) => userId), owners.map(({ role }) => role === 'User')],
  });
  const entries: UnreadEntry[][] = owners.map(() => []);
  for (const row of rows) {
    entries[Number(row.place) - 1]?.push({ conversationId: row.id, others: row.others, read: row.read });
  }
  return entries;
}

export function toCounts(entries: UnreadEntry[]): Map<string, number> {
  return new Map(entries.map(({ conversationId, others, read }) => [conversationId, others - read]));
}

/**
 * A person's counts in some conversations, each as of one moment; zeros where it takes no part. Needs no more than one
 * statement.
 */
export async function unreadIn(
  db: Database,
  { userId, role }: UnreadOwner,
  conversationIds: string[],
): Promise<(UnreadFields & { conversationId: string })[]> {
  const { rows } = await db.pool.query({
    name: 'unread-in',
    text: `select c.id, greatest(0, c.others - coalesce(p.read_others, 0)) as unread, coalesce(p.read_others, 0) as read,
        c.last_seq
      from (
        select id, last_seq, last_seq - customer_seq as others from conversations
        where $3 and customer_id = $1 and id = any ($2::uuid[])
        union all
        select id, last_seq, customer_seq from conversations
        where not $3 and assigned_support_id = $1 and id = any ($2::uuid[])
      ) c left join participants p on p.conversation_id = c.id and p.user_id = $1`,
    values: [userId, conversationIds.filter(isId), role === 'User'],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return conversationIds.map((conversationId) => {
    const { unread = 0, read = 0, last_seq = 0 } = byId.get(conversationId) ?? {};
    return { conversationId, unreadCount: unread, readCount: read, lastSeq: last_seq };
  });
}

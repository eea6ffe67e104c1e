import type { Core } from '@samvad/core';

/** What is unread, counted one message at a time from what Postgres holds: no running number is trusted. */
export async function recount(core: Core, conversationId: string, userId: string): Promise<number> {
  const { rows } = await core.db.pool.query(
    `select count(*)::integer as unread from messages m join conversations c on c.id = m.conversation_id
      where m.conversation_id = $1 and m.from_customer <> (c.customer_id = $2)
        and m.seq > coalesce((select p.read_seq from participants p where p.conversation_id = $1 and p.user_id = $2), 0)`,
    [conversationId, userId],
  );
  return rows[0].unread;
}

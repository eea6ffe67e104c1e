import { AppError } from '@samvad/contract';
import type { Core } from '../context.js';
import { isId } from '../ids.js';
import { unreadIn } from '../unread/unread-counts.js';
import { operator } from './operator.js';

/**
 * How far a conversation has come: its head, and for each side who it is, whether online, how far it has received and read,
 * and what is unread by Postgres and by the cache. Throws `NOT_FOUND`.
 */
export async function inspectConversation(core: Core, id: string): Promise<string> {
  const row = isId(id)
    ? await core.db.kysely.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined;
  if (!row) throw new AppError('NOT_FOUND', { message: `There is no conversation ${id}` });
  const { rows } = await core.db.pool.query<{ messages: string; head: number | null; newest: Date | null }>(
    'select count(*) as messages, max(seq) as head, max(created_at) as newest from messages where conversation_id = $1',
    [id],
  );
  const { messages = '0', head, newest } = rows[0] ?? {};
  const isDense = Number(messages) === row.last_seq && (head ?? 0) === row.last_seq;
  const sides = await Promise.all(
    [
      { side: 'customer', userId: row.customer_id, role: 'User' },
      { side: 'agent', userId: row.assigned_support_id, role: 'Support' },
    ].map((one) => describeSide(core, id, one)),
  );
  return [
    `conversation  ${id}, ${row.status}`,
    `head          ${row.last_seq}, the last one written ${newest?.toISOString() ?? 'never'}`,
    `messages      ${messages}, ${isDense ? 'dense' : `NOT DENSE: the greatest seq is ${head}`}`,
    ...sides.flat(),
  ].join('\n');
}

async function describeSide(
  core: Core,
  conversationId: string,
  { side, userId, role }: { side: string; userId: string | null; role: string },
): Promise<string[]> {
  if (!userId) return [`${side.padEnd(13)} nobody`];
  const [profiles, pointers, truth, cached] = await Promise.all([
    core.profiles.profiles([userId], operator),
    core.db.kysely
      .selectFrom('participants')
      .select(['read_seq', 'delivered_seq'])
      .where('conversation_id', '=', conversationId)
      .where('user_id', '=', userId)
      .executeTakeFirst(),
    unreadIn(core.db, { userId, role }, [conversationId]),
    core.unread.cached(userId),
  ]);
  const profile = profiles.get(userId);
  const unread = truth[0]?.unreadCount ?? 0;
  const inCache = cached === undefined ? 'not cached' : `${cached.get(conversationId) ?? 0} in the cache`;
  const differs = cached !== undefined && (cached.get(conversationId) ?? 0) !== unread;
  return [
    `${side.padEnd(13)} ${profile?.name ?? '?'} (${userId}), ${profile?.isOnline ? 'online' : `last seen ${profile?.lastSeen ?? 'never'}`}`,
    `              received up to ${pointers?.delivered_seq ?? 0}, read up to ${pointers?.read_seq ?? 0}`,
    `              ${unread} unread, ${inCache}${differs ? ': THEY DIFFER; the audit mends it, or forget-unread' : ''}`,
  ];
}

import { AppError } from '@samvad/contract';
import type { Core } from '../context.js';
import { isId } from '../ids.js';
import { ViewerLeases } from '../presence/viewer-leases.js';
import { describeOutbox } from './inspect-outbox.js';
import { describeSide } from './inspect-side.js';

/**
 * How far a conversation has come: its head, and for each side who it is, where connected, how far it has received and read, what
 * is unread by Postgres and by the cache, and what push has done; who of the support side has it open; what webhooks have been
 * told. Nobody's words. Throws `NOT_FOUND`.
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
    ...(await describeViewers(core, id)),
    ...(await describeOutbox(core, id)),
  ].join('\n');
}

async function describeViewers(core: Core, id: string): Promise<string[]> {
  const [leases, live] = await Promise.all([new ViewerLeases(core.redis).read(id), core.presence.liveNodes()]);
  if (leases.length === 0) return ['open at       nobody of the support side'];
  return leases.map(({ nodeId, userId }, i) => {
    const dead = live.has(nodeId) ? '' : ', WHICH IS DEAD: nobody counts this one';
    return `${i === 0 ? 'open at      ' : '             '} ${userId} on ${nodeId}${dead}`;
  });
}

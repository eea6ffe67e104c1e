import type { Core } from '../context.js';
import { unreadIn } from '../unread/unread-counts.js';
import { operator } from './operator.js';

interface Side {
  side: string;
  userId: string | null;
  role: string;
}

/** One of the two who take part. */
export async function describeSide(
  core: Core,
  conversationId: string,
  { side, userId, role }: Side,
): Promise<string[]> {
  if (!userId) return [`${side.padEnd(13)} nobody`];
  const profile = (await core.profiles.profiles([userId], operator)).get(userId);
  const presence = profile?.isOnline ? 'online' : `last seen ${profile?.lastSeen ?? 'never'}`;
  const lines = [
    `${profile?.name ?? '?'} (${userId}), ${presence}`,
    ...(await connections(core, userId)),
    ...(await pointers(core, conversationId, userId, role)),
    await unread(core, conversationId, userId, role),
    await push(core, conversationId, userId),
  ];
  return lines.map((line, i) => `${(i === 0 ? side : '').padEnd(13)} ${line}`);
}

async function connections(core: Core, userId: string): Promise<string[]> {
  const all = await core.presence.connections(userId);
  if (all.length === 0) return ['not connected'];
  return all.map(({ nodeId, leaseMilliseconds }) =>
    leaseMilliseconds > 0
      ? `connected to ${nodeId}, whose lease lives ${leaseMilliseconds} ms more`
      : `connected to ${nodeId}, WHICH IS DEAD: a survivor takes it off`,
  );
}

async function pointers(core: Core, conversationId: string, userId: string, role: string): Promise<string[]> {
  const [own, receipts] = await Promise.all([
    core.db.kysely
      .selectFrom('participants')
      .select(['read_seq', 'delivered_seq'])
      .where('conversation_id', '=', conversationId)
      .where('user_id', '=', userId)
      .executeTakeFirst(),
    core.db.kysely
      .selectFrom('receipts')
      .select(['kind', 'at', 'up_to_seq'])
      .where('conversation_id', '=', conversationId)
      .where('by_customer', '=', role === 'User')
      .orderBy('up_to_seq', 'desc')
      .execute(),
  ]);
  const since = (kind: 'read' | 'delivered') =>
    receipts.find((receipt) => receipt.kind === kind)?.at.toISOString() ?? 'never';
  return [
    `received up to ${own?.delivered_seq ?? 0} (last receipt ${since('delivered')}), read up to ${own?.read_seq ?? 0} (${since('read')})`,
  ];
}

async function unread(core: Core, conversationId: string, userId: string, role: string): Promise<string> {
  const [truth, cached] = await Promise.all([
    unreadIn(core.db, { userId, role }, [conversationId]),
    core.unread.cached(userId),
  ]);
  const count = truth[0]?.unreadCount ?? 0;
  if (cached === undefined) return `${count} unread, not cached`;
  const known = cached.get(conversationId) ?? 0;
  const differs = known === count ? '' : ': THEY DIFFER; the audit mends it, or rebuild-unread';
  return `${count} unread, ${known} in the cache${differs}`;
}

async function push(core: Core, conversationId: string, userId: string): Promise<string> {
  const { rows } = await core.db.pool.query<{
    browsers: number;
    phones: number;
    up_to_seq: number | null;
    attempts: number | null;
    retry_at: Date | null;
  }>(
    `select (select count(*)::integer from push_subscriptions where user_id = $2) as browsers,
        (select count(*)::integer from push_devices where user_id = $2) as phones, s.up_to_seq, s.attempts, s.retry_at
      from (select) one left join push_states s on s.conversation_id = $1 and s.user_id = $2`,
    [conversationId, userId],
  );
  const { browsers = 0, phones = 0, up_to_seq, attempts, retry_at } = rows[0] ?? {};
  const failing = attempts ? `, FAILED ${attempts} times` : '';
  const again = retry_at ? `, at work or to be tried again at ${retry_at.toISOString()}` : '';
  return `push to ${browsers} browsers and ${phones} phones, done up to ${up_to_seq ?? 0}${failing}${again}`;
}

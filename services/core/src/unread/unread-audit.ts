import { type Broadcaster, personRoom } from '../broadcast.js';
import type { Database } from '../db/database.js';
import type { Metrics } from '../metrics.js';
import type { UnreadCache } from './unread-cache.js';
import { loadUnread, toCounts, type UnreadOwner, unreadIn } from './unread-counts.js';

interface Parts {
  db: Database;
  unread: UnreadCache;
  broadcaster: Broadcaster;
  metrics: Metrics;
}

const chunk = 200;

/**
 * Compares the cached unread counts of people with Postgres, puts the cache right where it is wrong, and tells those
 * people's devices. Resolves with the number of counts that were wrong.
 */
export async function auditUnread(parts: Parts, owners: UnreadOwner[]): Promise<number> {
  let drift = 0;
  for (let i = 0; i < owners.length; i += chunk) drift += await auditChunk(parts, owners.slice(i, i + chunk));
  parts.metrics.unreadDrift.set(drift);
  return drift;
}

async function auditChunk({ db, unread, broadcaster, metrics }: Parts, owners: UnreadOwner[]): Promise<number> {
  const readCache = (some: UnreadOwner[]) => Promise.all(some.map(({ userId }) => unread.cached(userId)));
  const first = await readCache(owners);
  const cachedOwners = owners.filter((_, i) => first[i]);
  if (cachedOwners.length === 0) return 0;
  const before = first.filter((counts) => counts !== undefined);
  const truths = (await loadUnread(db, cachedOwners)).map(toCounts);
  // Read again after Postgres: a count that moved meanwhile is in flight, not wrong.
  const after = await readCache(cachedOwners);
  let drift = 0;
  for (const [i, owner] of cachedOwners.entries()) {
    const wrong = differences(before[i], truths[i], after[i]);
    if (wrong.length === 0) continue;
    drift += wrong.length;
    await unread.forget(owner.userId);
    for (const right of await unreadIn(db, owner, wrong)) {
      broadcaster.emit(personRoom(owner.userId), 'unread:update', right);
    }
  }
  metrics.unreadRepairs.inc(drift);
  return drift;
}

type Counts = Map<string, number> | undefined;

function differences(before: Counts, truth: Counts, after: Counts): string[] {
  if (!before || !truth || !after) return [];
  const count = (counts: Map<string, number>, id: string) => counts.get(id) ?? 0;
  return [...new Set([...before.keys(), ...truth.keys()])].filter(
    (id) => count(before, id) === count(after, id) && count(after, id) !== count(truth, id),
  );
}

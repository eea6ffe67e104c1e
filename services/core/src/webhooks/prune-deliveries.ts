import type { Config } from '../config.js';
import type { Database } from '../db/database.js';

/** Of each kind, in one statement. */
const most = 10_000;
/** In one run, for other jobs wait for its end: a million of each kind and webhook. */
const mostRounds = 100;

/**
 * Removes what nobody will ask for any more: settled deliveries, and what waits for a webhook that has been off, after
 * `WEBHOOK_KEEP_SECONDS`; and all of webhooks that have been deleted. Returns how many.
 */
export async function pruneDeliveries({ pool }: Database, { WEBHOOK_KEEP_SECONDS }: Config): Promise<number> {
  const removed = await untilNone(() => removeOld(pool, WEBHOOK_KEEP_SECONDS));
  const orphans = await untilNone(() => removeOrphans(pool));
  await pool.query('delete from webhook_lanes l where not exists (select from webhooks w where w.id = l.webhook_id)');
  return removed + orphans;
}

async function untilNone(remove: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    const count = await remove();
    if (count === 0) break;
    removed += count;
  }
  return removed;
}

/** The oldest of each, by index: looked at from where something can be old enough to go. */
async function removeOld(pool: Database['pool'], keepSeconds: number): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from webhook_deliveries where id in (
      select d.id from webhooks w
      cross join (values ('delivered'), ('failed'), ('pending')) as s (status)
      cross join lateral (
        select d.id, d.created_at, d.settled_at from webhook_deliveries d
        where d.webhook_id = w.id and d.status = s.status order by d.place limit ${most}
      ) d
      where coalesce(d.settled_at, d.created_at) < now() - make_interval(secs => $1)
        and (s.status <> 'pending' or not w.is_active)
    )`,
    [keepSeconds],
  );
  return rowCount ?? 0;
}

async function removeOrphans(pool: Database['pool']): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from webhook_deliveries where id in (
      select d.id from webhook_deliveries d where not exists (select from webhooks w where w.id = d.webhook_id) limit ${most})`,
  );
  return rowCount ?? 0;
}

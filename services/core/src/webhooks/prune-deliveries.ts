import type { Config } from '../config.js';
import type { Database } from '../db/database.js';

/** Of each kind, in one go. */
const most = 10_000;

/**
 * Removes what nobody will ask for any more: settled deliveries, and what waits for a webhook that has been off, after
 * `WEBHOOK_KEEP_SECONDS`; and all of webhooks that have been deleted. Returns how many.
 */
export async function pruneDeliveries({ pool }: Database, { WEBHOOK_KEEP_SECONDS }: Config): Promise<number> {
  // The oldest of each, by index: looked at from where something can be old enough to go.
  const old = await pool.query(
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
    [WEBHOOK_KEEP_SECONDS],
  );
  const orphans = await pool.query(
    `delete from webhook_deliveries where id in (
      select d.id from webhook_deliveries d where not exists (select from webhooks w where w.id = d.webhook_id) limit ${most})`,
  );
  await pool.query('delete from webhook_lanes l where not exists (select from webhooks w where w.id = l.webhook_id)');
  return (old.rowCount ?? 0) + (orphans.rowCount ?? 0);
}

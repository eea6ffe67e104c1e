import type { Database } from '../db/database.js';

/** Of more than ten that somebody has, browsers and phones together, the oldest go. */
export async function dropOldest(db: Database, userId: string): Promise<void> {
  await db.pool.query(
    `with dropped as materialized (
      select id from (
        select id, created_at from push_subscriptions where user_id = $1
        union all
        select id, created_at from push_devices where user_id = $1
      ) had order by created_at desc, id desc offset 10
    ), silent as (
      delete from push_subscriptions where id in (select id from dropped)
    )
    delete from push_devices where id in (select id from dropped)`,
    [userId],
  );
}

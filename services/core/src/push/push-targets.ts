import type { Database } from '../db/database.js';
import type { PushPlatform, PushTarget } from './push-provider.js';

/** The browsers and phones of people, of those platforms that can be reached. */
export class PushTargets {
  readonly #db: Database;
  readonly #platforms: PushPlatform[];

  constructor(db: Database, platforms: PushPlatform[]) {
    this.#db = db;
    this.#platforms = platforms;
  }

  /** Those of a person; of `only`, where that is given. */
  async of(userId: string, only: string[] | null = null): Promise<PushTarget[]> {
    const { rows } = await this.#db.pool.query(
      `select id, user_id as "userId", locale, 'web' as platform, endpoint, p256dh, auth, null as token
          from push_subscriptions where user_id = $1 and 'web' = any ($3) and ($2::uuid[] is null or id = any ($2))
        union all
        -- A node of the release before ends a sign-in without its phones.
        select d.id, d.user_id, d.locale, d.platform, null, null, null, d.token
          from push_devices d join sessions s on s.id = d.session_id and s.revoked_at is null
          where d.user_id = $1 and d.platform = any ($3) and ($2::uuid[] is null or d.id = any ($2))`,
      [userId, only, this.#platforms],
    );
    return rows;
  }

  /** The browser has unsubscribed, the app is not there any more. */
  async drop({ id, platform }: PushTarget): Promise<void> {
    const table = platform === 'web' ? 'push_subscriptions' : 'push_devices';
    await this.#db.pool.query(`delete from ${table} where id = $1`, [id]);
  }
}

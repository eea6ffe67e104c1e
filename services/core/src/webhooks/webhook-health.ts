import type { Config } from '../config.js';
import type { Database } from '../db/database.js';

/** Keeps, of each webhook, how it has been going, and ends it when it has long been failing. */
export class WebhookHealth {
  readonly #db: Database;
  readonly #offAfterSeconds: number;

  constructor(db: Database, { WEBHOOK_OFF_AFTER_SECONDS }: Pick<Config, 'WEBHOOK_OFF_AFTER_SECONDS'>) {
    this.#db = db;
    this.#offAfterSeconds = WEBHOOK_OFF_AFTER_SECONDS;
  }

  /** Usually writes nothing. */
  async succeeded(id: string): Promise<void> {
    await this.#db.pool.query('update webhooks set failing_since = null where id = $1 and failing_since is not null', [
      id,
    ]);
  }

  /**
   * Noted once a minute. A failure a day after the one before is the first of another row: in a row there are six hours
   * between two at most. Returns whether the webhook has been switched off by it.
   */
  async failed(id: string, error: string): Promise<boolean> {
    await this.#db.pool.query(
      `update webhooks set last_failure_at = now(),
          failing_since = case when last_failure_at > now() - interval '1 day' then coalesce(failing_since, now()) else now() end
        where id = $1 and (failing_since is null or last_failure_at < now() - interval '1 minute')`,
      [id],
    );
    const { rowCount } = await this.#db.pool.query(
      `update webhooks set is_active = false, off_reason = $3
        where id = $1 and is_active and failing_since < now() - make_interval(secs => $2)`,
      [id, this.#offAfterSeconds, `Nothing was accepted for too long; the last attempt: ${error}`],
    );
    return (rowCount ?? 0) > 0;
  }

  async switchOff(id: string, reason: string): Promise<void> {
    await this.#db.pool.query('update webhooks set is_active = false, off_reason = $2 where id = $1 and is_active', [
      id,
      reason,
    ]);
  }

  /** The receiver has asked for it. */
  async pause(id: string, seconds: number): Promise<void> {
    await this.#db.pool.query('update webhooks set paused_until = now() + make_interval(secs => $2) where id = $1', [
      id,
      seconds,
    ]);
  }

  /** Of the whole cluster. Counts no further than 100,000. */
  async backlog(): Promise<{ pending: number; oldestSeconds: number }> {
    const { rows } = await this.#db.pool.query<{ pending: number; oldest: number | null }>(
      `select (
          select count(*)::integer from (
            select from webhooks w join webhook_deliveries d on d.webhook_id = w.id and d.status = 'pending' limit 100000
          ) counted
        ) as pending,
        (select max(extract(epoch from now() - d.created_at))::double precision from webhooks w cross join lateral (
          select d.created_at from webhook_deliveries d where d.webhook_id = w.id and d.status = 'pending'
          order by d.place limit 1
        ) d) as oldest`,
    );
    return { pending: rows[0]?.pending ?? 0, oldestSeconds: Math.max(0, rows[0]?.oldest ?? 0) };
  }
}

import { randomUUID } from 'node:crypto';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { type DeliveryRow, deliveryColumns } from './webhook-row.js';

/** The deliveries of one webhook about one conversation, as one worker has taken them on. */
export interface ClaimedLane {
  webhookId: string;
  lane: string;
  claim: string;
}

/** The first that is pending in a lane, and what is needed to send it. */
export interface Head extends DeliveryRow {
  url: string;
  secret: string;
  /** Null when there is none that is still valid. */
  former_secret: string | null;
}

/** How an attempt ended: `error` when the receiver has not accepted it. */
export interface Attempt {
  statusCode: number | null;
  error: string | null;
}

/**
 * The queue in Postgres: a lane is taken on by one worker at a time, so what is told of one conversation is in order. A
 * claim runs out: of a worker that is dead, or that has slept so long that another is at it, nothing is written any more.
 */
export class WebhookLanes {
  readonly #db: Database;
  /** A worker that has not settled one delivery after so long is dead (s). */
  readonly #leaseSeconds: number;

  constructor(db: Database, { WEBHOOK_TIMEOUT_MS }: Pick<Config, 'WEBHOOK_TIMEOUT_MS'>) {
    this.#db = db;
    this.#leaseSeconds = (WEBHOOK_TIMEOUT_MS * 3) / 1_000;
  }

  /** The webhooks that are to be sent to now. */
  async open(): Promise<string[]> {
    const { rows } = await this.#db.pool.query<{ id: string }>(
      'select id from webhooks where is_active and (paused_until is null or paused_until <= now())',
    );
    return rows.map(({ id }) => id);
  }

  /** Takes on lanes that are due, of each webhook as many as there is room for. */
  async claim(room: Map<string, number>): Promise<ClaimedLane[]> {
    const claim = randomUUID();
    const { rows } = await this.#db.pool.query<{ webhook_id: string; lane: string }>(
      `with due as materialized (
        select q.webhook_id, q.lane from unnest($2::uuid[], $3::integer[]) as r (id, free)
        cross join lateral (
          select l.webhook_id, l.lane from webhook_lanes l where l.webhook_id = r.id and l.due_at <= now()
          order by l.due_at limit r.free for update skip locked
        ) q
      )
      update webhook_lanes l set claimed_by = $1, due_at = now() + make_interval(secs => $4) from due d
        where l.webhook_id = d.webhook_id and l.lane = d.lane returning l.webhook_id, l.lane`,
      [claim, [...room.keys()], [...room.values()], this.#leaseSeconds],
    );
    return rows.map(({ webhook_id: webhookId, lane }) => ({ webhookId, lane, claim }));
  }

  /**
   * What is to be sent next. Undefined when there is nothing (the lane is given back) or the claim is lost: leave it then.
   */
  async next(lane: ClaimedLane): Promise<Head | undefined> {
    const { rows } = await this.#db.pool.query<Head & { wakes: number; open: boolean | null }>(
      `select l.wakes, w.is_active and (w.paused_until is null or w.paused_until <= now()) as open, w.url, w.secret,
          case when w.former_secret_until > now() then w.former_secret end as former_secret, ${deliveryColumns}
        from webhook_lanes l
        left join webhooks w on w.id = l.webhook_id
        left join lateral (
          select * from webhook_deliveries d
          where d.webhook_id = l.webhook_id and d.lane = l.lane and d.status = 'pending' order by d.place limit 1
        ) d on true
        where l.webhook_id = $1 and l.lane = $2 and l.claimed_by = $3`,
      [lane.webhookId, lane.lane, lane.claim],
    );
    const [head] = rows;
    if (!head) return undefined;
    if (head.id !== null && head.open) return head;
    if (head.id === null || head.open === null) {
      const { rowCount } = await this.#db.pool.query(
        'delete from webhook_lanes where webhook_id = $1 and lane = $2 and claimed_by = $3 and wakes = $4',
        [lane.webhookId, lane.lane, lane.claim, head.wakes],
      );
      if (rowCount) return undefined;
    }
    // Something has come in meanwhile, or the webhook is off for now.
    await this.release(lane, 0);
    return undefined;
  }

  /** Gives the lane back, to be taken on by anybody after so many seconds. */
  async release(lane: ClaimedLane, seconds: number): Promise<void> {
    await this.#db.pool.query(
      `update webhook_lanes set claimed_by = null, due_at = now() + make_interval(secs => $4)
        where webhook_id = $1 and lane = $2 and claimed_by = $3`,
      [lane.webhookId, lane.lane, lane.claim, seconds],
    );
  }

  /** Delivered, or given up: the next one's turn. The lane stays claimed. */
  async settle(lane: ClaimedLane, { id }: Head, attempt: Attempt): Promise<void> {
    await this.#db.pool.query(
      `with mine as (
        update webhook_lanes set due_at = now() + make_interval(secs => $7)
          where webhook_id = $1 and lane = $2 and claimed_by = $3 returning lane
      )
      update webhook_deliveries d set status = case when $6::text is null then 'delivered' else 'failed' end,
          attempts = attempts + 1, last_status_code = $5, last_error = $6, next_attempt_at = null, settled_at = now()
        from mine where d.id = $4`,
      [lane.webhookId, lane.lane, lane.claim, id, attempt.statusCode, attempt.error, this.#leaseSeconds],
    );
  }

  /** Not accepted: the lane is given back, and waits for so many seconds. */
  async retry(lane: ClaimedLane, { id }: Head, attempt: Attempt, seconds: number): Promise<void> {
    await this.#db.pool.query(
      `with mine as (
        update webhook_lanes set claimed_by = null, due_at = now() + make_interval(secs => $7)
          where webhook_id = $1 and lane = $2 and claimed_by = $3 returning due_at
      )
      update webhook_deliveries d set attempts = attempts + 1, last_status_code = $5, last_error = $6,
          next_attempt_at = mine.due_at
        from mine where d.id = $4`,
      [lane.webhookId, lane.lane, lane.claim, id, attempt.statusCode, attempt.error, seconds],
    );
  }
}

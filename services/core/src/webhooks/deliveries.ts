import {
  AppError,
  type DeliveriesAnswer,
  type DeliveriesQuery,
  type DeliveryDetail,
  type ReplayBody,
  type Replayed,
  type WebhookDelivery,
} from '@samvad/contract';
import type { PoolClient } from 'pg';
import type { Database } from '../db/database.js';
import { inTransaction } from '../db/transaction.js';
import { isId } from '../ids.js';
import { type Actor, requireRole } from '../people/actor.js';
import type { WebhookPayloads } from './payload.js';
import { type DeliveryRow, deliveryColumns, toDelivery } from './webhook-row.js';
import type { Webhooks } from './webhooks.js';

/** One request replays so many at most. */
const mostReplayed = 10_000;

/** What has been, and is to be, sent to a webhook, as admins see it. All methods throw `FORBIDDEN` and `NOT_FOUND`. */
export class WebhookDeliveries {
  readonly #db: Database;
  readonly #webhooks: Webhooks;
  readonly #payloads: WebhookPayloads;

  constructor(db: Database, webhooks: Webhooks, payloads: WebhookPayloads) {
    this.#db = db;
    this.#webhooks = webhooks;
    this.#payloads = payloads;
  }

  /** Newest first. Throws `VALIDATION` for a bad cursor. */
  async list(
    actor: Actor,
    webhookId: string,
    { limit = 50, cursor, status }: DeliveriesQuery,
  ): Promise<DeliveriesAnswer> {
    await this.#webhooks.get(actor, webhookId);
    // Each status is an index scan that stops; what they found is put together.
    const { rows } = await this.#db.pool.query<DeliveryRow>(
      `select d.* from unnest($2::text[]) as s (status) cross join lateral (
        select ${deliveryColumns} from webhook_deliveries d
        where d.webhook_id = $1 and d.status = s.status and d.place < $3 order by d.place desc limit $4
      ) d order by d.place desc limit $4`,
      [
        webhookId,
        status ? [status] : ['pending', 'delivered', 'failed'],
        cursor ? decode(cursor) : mostPlace,
        limit + 1,
      ],
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const hasMore = rows.length > limit;
    return {
      data: page.map(toDelivery),
      pagination: { limit, hasMore, nextCursor: hasMore && last ? encode(last.place) : null },
    };
  }

  async get(actor: Actor, webhookId: string, id: string): Promise<DeliveryDetail> {
    requireRole(actor, 'Admin');
    const { rows } =
      isId(webhookId) && isId(id)
        ? await this.#db.pool.query<DeliveryRow>(
            `select ${deliveryColumns} from webhook_deliveries d join webhooks w on w.id = d.webhook_id
              where d.id = $1 and w.id = $2`,
            [id, webhookId],
          )
        : { rows: [] };
    if (!rows[0]) throw new AppError('NOT_FOUND');
    return { ...toDelivery(rows[0]), payload: (await this.#payloads.make(rows[0])) ?? null };
  }

  /** Sends it again (or at once), with the same id. Throws `CONFLICT` when the webhook is switched off. */
  async replay(actor: Actor, webhookId: string, id: string): Promise<WebhookDelivery> {
    const { isActive } = await this.#webhooks.get(actor, webhookId);
    const { lane } = isActive ? await this.#find(webhookId, id) : { lane: '' };
    if (!isActive) throw new AppError('CONFLICT', { message: 'This webhook is switched off' });
    const rows = await inTransaction(this.#db.pool, (client) => replay(client, webhookId, [id], [lane]));
    if (!rows[0]) throw new AppError('NOT_FOUND');
    return toDelivery(rows[0]);
  }

  /** The same for many, oldest first. Throws `VALIDATION` for a `since` that is no time. */
  async replayAll(actor: Actor, webhookId: string, { since, status = 'failed' }: ReplayBody): Promise<Replayed> {
    const { isActive } = await this.#webhooks.get(actor, webhookId);
    const from = since === undefined ? new Date(0) : new Date(since);
    if (Number.isNaN(from.getTime())) throw new AppError('VALIDATION', { message: 'since is not a time' });
    if (!isActive) throw new AppError('CONFLICT', { message: 'This webhook is switched off' });
    return inTransaction(this.#db.pool, async (client) => {
      const { rows } = await client.query<{ id: string; lane: string; created_at: Date }>(
        `select id, lane, created_at from webhook_deliveries
          where webhook_id = $1 and status = $2 and created_at >= $3 order by place limit ${mostReplayed + 1}`,
        [webhookId, status, from],
      );
      const chosen = rows.slice(0, mostReplayed);
      const replayed = await replay(
        client,
        webhookId,
        chosen.map(({ id }) => id),
        chosen.map(({ lane }) => lane),
      );
      return {
        replayed: replayed.length,
        hasMore: rows.length > chosen.length,
        lastCreatedAt: chosen.at(-1)?.created_at.toISOString() ?? null,
      };
    });
  }

  async #find(webhookId: string, id: string): Promise<{ lane: string }> {
    const { rows } = isId(id)
      ? await this.#db.pool.query<{ lane: string }>(
          'select lane from webhook_deliveries where id = $1 and webhook_id = $2',
          [id, webhookId],
        )
      : { rows: [] };
    if (!rows[0]) throw new AppError('NOT_FOUND');
    return rows[0];
  }
}

/** Lanes first and in order, like everyone who locks several: with the lanes in hand no worker settles any of these. */
async function replay(client: PoolClient, webhookId: string, ids: string[], lanes: string[]): Promise<DeliveryRow[]> {
  await client.query(
    `insert into webhook_lanes as l (webhook_id, lane)
      select distinct $1::uuid, lane from unnest($2::uuid[]) as i (lane) order by lane
      on conflict (webhook_id, lane) do update set wakes = l.wakes + 1,
        due_at = case when l.claimed_by is null then least(l.due_at, now()) else l.due_at end`,
    [webhookId, lanes],
  );
  const { rows } = await client.query<DeliveryRow>(
    `update webhook_deliveries d set status = 'pending', attempts = 0, next_attempt_at = null, settled_at = null
      where d.id = any ($1) returning ${deliveryColumns}`,
    [ids],
  );
  return rows;
}

const mostPlace = '9223372036854775807';
const encode = (place: string) => Buffer.from(place).toString('base64url');

function decode(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!/^\d{1,18}$/.test(place)) throw new AppError('VALIDATION', { message: 'cursor is not valid' });
  return place;
}

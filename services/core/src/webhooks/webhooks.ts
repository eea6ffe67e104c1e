import {
  AppError,
  type CreateWebhookBody,
  maxWebhooks,
  type NewWebhook,
  type UpdateWebhookBody,
  type Webhook,
  type WebhookDelivery,
  type WebhookSecret,
} from '@samvad/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { inTransaction } from '../db/transaction.js';
import { isId } from '../ids.js';
import { assertStorable } from '../messages/text.js';
import { type Actor, requireRole } from '../people/actor.js';
import { newSecret, SecretBox } from './secrets.js';
import {
  type DeliveryRow,
  deliveryColumns,
  toDelivery,
  toWebhook,
  type WebhookRow,
  webhookColumns,
} from './webhook-row.js';
import { cleanWebhookUrl } from './webhook-url.js';

/** One creation at a time in the whole cluster, so that there are never more than there may be. */
const creationLock = 0x5a6d_7764;

/**
 * Webhooks as admins manage them. All methods throw `FORBIDDEN` for anyone but an admin, and `NOT_FOUND` for one that is not
 * there; a url that is not https on the open internet is `VALIDATION`.
 */
export class Webhooks {
  readonly #db: Database;
  readonly #config: Config;
  readonly #secrets: SecretBox;

  constructor(db: Database, config: Config) {
    this.#db = db;
    this.#config = config;
    this.#secrets = new SecretBox(config);
  }

  /** Oldest first. */
  async list(actor: Actor): Promise<Webhook[]> {
    requireRole(actor, 'Admin');
    const { rows } = await this.#db.pool.query<WebhookRow>(`select ${webhookColumns} from webhooks order by id`);
    return rows.map(toWebhook);
  }

  async get(actor: Actor, id: string): Promise<Webhook> {
    requireRole(actor, 'Admin');
    return this.#one(id, `select ${webhookColumns} from webhooks where id = $1`, []);
  }

  /** The answer is the only one that carries the secret. Throws `CONFLICT` when there are as many as there may be. */
  async create(
    actor: Actor,
    { url, events, isActive = true, description = null }: CreateWebhookBody,
  ): Promise<NewWebhook> {
    requireRole(actor, 'Admin');
    const href = this.#clean(url);
    if (description !== null) assertStorable('description', description);
    const secret = newSecret();
    const row = await inTransaction(this.#db.pool, async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [creationLock]);
      const { rows } = await client.query<WebhookRow>(
        `insert into webhooks (id, url, events, description, is_active, secret)
          select $1, $2, $3, $4, $5, $6 where (select count(*) from webhooks) < ${maxWebhooks} returning ${webhookColumns}`,
        [uuidv7(), href, events, description, isActive, this.#secrets.seal(secret)],
      );
      return rows[0];
    });
    if (!row) throw new AppError('CONFLICT', { message: `There can be at most ${maxWebhooks} webhooks` });
    return { ...toWebhook(row), secret };
  }

  /** Switched on again, it begins anew, and what is pending is sent at once. */
  async update(actor: Actor, id: string, { url, events, isActive, description }: UpdateWebhookBody): Promise<Webhook> {
    requireRole(actor, 'Admin');
    const href = url === undefined ? null : this.#clean(url);
    if (description) assertStorable('description', description);
    const webhook = await this.#one(
      id,
      `update webhooks set url = coalesce($2, url), events = coalesce($3, events), is_active = coalesce($4, is_active),
          description = case when $5 then $6 else description end, updated_at = clock_timestamp(),
          off_reason = case when $4 is null then off_reason end,
          failing_since = case when $4 then null else failing_since end,
          paused_until = case when $4 then null else paused_until end
        where id = $1 returning ${webhookColumns}`,
      [href, events ?? null, isActive ?? null, description !== undefined, description ?? null],
    );
    if (isActive) {
      await this.#db.pool.query(
        'update webhook_lanes set due_at = now() where webhook_id = $1 and due_at > now() and claimed_by is null',
        [id],
      );
    }
    return webhook;
  }

  /** What is pending is never sent; its deliveries are gone. */
  async remove(actor: Actor, id: string): Promise<void> {
    requireRole(actor, 'Admin');
    await this.#one(id, `delete from webhooks where id = $1 returning ${webhookColumns}`, []);
  }

  /** A new secret, shown this once. For a day all is signed with the former one too; the one before that ends. */
  async rotateSecret(actor: Actor, id: string): Promise<WebhookSecret> {
    requireRole(actor, 'Admin');
    const secret = newSecret();
    const { rows } = isId(id)
      ? await this.#db.pool.query<{ until: Date }>(
          `update webhooks set secret = $2, former_secret = secret, former_secret_until = now() + interval '1 day',
            updated_at = clock_timestamp() where id = $1 returning former_secret_until as until`,
          [id, this.#secrets.seal(secret)],
        )
      : { rows: [] };
    if (!rows[0]) throw new AppError('NOT_FOUND');
    return { secret, formerValidUntil: rows[0].until.toISOString() };
  }

  /** Sends a `ping`, tried once. Throws `CONFLICT` for a webhook that is switched off. */
  async test(actor: Actor, id: string): Promise<WebhookDelivery> {
    const { isActive } = await this.get(actor, id);
    if (!isActive) throw new AppError('CONFLICT', { message: 'This webhook is switched off' });
    const { rows } = await this.#db.pool.query<DeliveryRow>(
      `with d as (
        insert into webhook_deliveries (id, webhook_id, lane, event) select i, $1, i, 'ping' from gen_random_uuid() i
        returning *
      ), woken as (insert into webhook_lanes (webhook_id, lane) select webhook_id, lane from d)
      select ${deliveryColumns} from d`,
      [id],
    );
    return toDelivery(rows[0] as DeliveryRow);
  }

  #clean(url: string): string {
    const href = cleanWebhookUrl(url, this.#config);
    if (!href) throw new AppError('VALIDATION', { message: 'url is not an https url on the open internet' });
    assertStorable('url', href);
    return href;
  }

  async #one(id: string, text: string, values: unknown[]): Promise<Webhook> {
    if (!isId(id)) throw new AppError('NOT_FOUND');
    const { rows } = await this.#db.pool.query<WebhookRow>(text, [id, ...values]);
    if (!rows[0]) throw new AppError('NOT_FOUND');
    return toWebhook(rows[0]);
  }
}

import { AppError, type PushSubscriptionBody } from '@samvad/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { assertStorable } from '../messages/text.js';
import type { Actor } from '../people/actor.js';
import { dropOldest } from './most-per-person.js';
import { cleanEndpoint } from './push-service.js';

/** An uncompressed point of P-256, and the authentication secret (bytes). */
const keyLengths = { p256dh: 65, auth: 16 };

/** The browsers that want to be told of messages. All methods throw `NOT_FOUND` where no VAPID keys are configured. */
export class PushSubscriptions {
  readonly #db: Database;
  readonly #config: Config;

  constructor(db: Database, config: Config) {
    this.#db = db;
    this.#config = config;
  }

  publicKey(): string {
    const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } = this.#config;
    if (VAPID_PUBLIC_KEY === '' || VAPID_PRIVATE_KEY === '') throw new AppError('NOT_FOUND');
    return VAPID_PUBLIC_KEY;
  }

  /**
   * Keeps a subscription until its sign-in ends. One endpoint belongs to one person, the last who said so; of more than ten
   * (with the phones) the oldest goes. Throws `VALIDATION` for an endpoint that is not https or not of the open internet, or bad keys.
   */
  async add(actor: Actor, { endpoint, keys, locale = 'en' }: PushSubscriptionBody): Promise<{ _id: string }> {
    this.publicKey();
    const url = cleanEndpoint(endpoint, this.#config);
    if (!url) throw new AppError('VALIDATION', { message: 'endpoint is not an https url of a push service' });
    const p256dh = decodeKey('p256dh', keys.p256dh);
    const auth = decodeKey('auth', keys.auth);
    assertStorable('locale', locale);
    const { rows } = await this.#db.pool.query<{ id: string }>(
      `insert into push_subscriptions (id, user_id, session_id, endpoint, p256dh, auth, locale)
        select $1, s.user_id, s.id, $4, $5, $6, $7 from sessions s
          where s.id = $3 and s.user_id = $2 and s.revoked_at is null for share
        on conflict (endpoint) do update set user_id = excluded.user_id, session_id = excluded.session_id,
          p256dh = excluded.p256dh, auth = excluded.auth, locale = excluded.locale, failures = 0,
          created_at = excluded.created_at
        returning id`,
      [uuidv7(), actor.userId, actor.sessionId, url, p256dh, auth, locale],
    );
    if (!rows[0]) throw new AppError('UNAUTHORIZED', { message: 'Signed out' });
    await dropOldest(this.#db, actor.userId);
    return { _id: rows[0].id };
  }

  /** Only one's own; what is not there is no error. */
  async remove(actor: Actor, endpoint: string): Promise<void> {
    this.publicKey();
    if (!URL.canParse(endpoint)) return;
    await this.#db.pool.query('delete from push_subscriptions where endpoint = $1 and user_id = $2', [
      new URL(endpoint).href,
      actor.userId,
    ]);
  }
}

function decodeKey(name: 'p256dh' | 'auth', key: string): string {
  const bytes = Buffer.from(key, 'base64url');
  if (bytes.length !== keyLengths[name] || (name === 'p256dh' && bytes[0] !== 4)) {
    throw new AppError('VALIDATION', { message: `keys.${name} is not valid` });
  }
  return bytes.toString('base64url');
}

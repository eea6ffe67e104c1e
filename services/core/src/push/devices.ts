import { AppError, type PushDeviceBody, type RemovePushDeviceBody } from '@samvad/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { assertStorable } from '../messages/text.js';
import type { Actor } from '../people/actor.js';
import { dropOldest } from './most-per-person.js';

/** The phones that want to be told of messages. All methods throw `NOT_FOUND` where FCM is not configured. */
export class PushDevices {
  readonly #db: Database;
  readonly #config: Config;

  constructor(db: Database, config: Config) {
    this.#db = db;
    this.#config = config;
  }

  /**
   * Keeps a phone until its sign-in ends. One token belongs to one person, the last who said so; of more than ten (with the
   * browsers) the oldest goes. Throws `UNAUTHORIZED` when the sign-in has ended.
   */
  async add(actor: Actor, { platform, token, locale = 'en' }: PushDeviceBody): Promise<{ _id: string }> {
    this.#assertConfigured();
    assertStorable('locale', locale);
    // The lock makes this and the end of the sign-in meet: either the device ends with it, or it is never stored.
    const { rows } = await this.#db.pool.query<{ id: string }>(
      `insert into push_devices (id, user_id, session_id, platform, token, locale)
        select $1, s.user_id, s.id, $4, $5, $6 from sessions s
          where s.id = $3 and s.user_id = $2 and s.revoked_at is null for share
        on conflict (platform, token) do update set user_id = excluded.user_id, session_id = excluded.session_id,
          locale = excluded.locale, created_at = excluded.created_at
        returning id`,
      [uuidv7(), actor.userId, actor.sessionId, platform, token, locale],
    );
    if (!rows[0]) throw new AppError('UNAUTHORIZED', { message: 'Signed out' });
    await dropOldest(this.#db, actor.userId);
    return { _id: rows[0].id };
  }

  /** Only one's own; what is not there is no error. */
  async remove(actor: Actor, { token }: RemovePushDeviceBody): Promise<void> {
    this.#assertConfigured();
    await this.#db.pool.query(`delete from push_devices where platform = 'fcm' and token = $1 and user_id = $2`, [
      token,
      actor.userId,
    ]);
  }

  #assertConfigured(): void {
    if (this.#config.FCM_SERVICE_ACCOUNT_FILE === '') throw new AppError('NOT_FOUND');
  }
}

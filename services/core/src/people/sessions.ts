import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError, type Role } from '@samvad/contract';
import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import type { Actor } from './actor.js';
import { type Revocation, type Revocations, writeRevocation } from './revocations.js';
import { SigningKeys } from './signing-keys.js';

/**
 * Sign-ins. A session is a family of refresh tokens, of which the newest works.
 *
 * A refresh token is `<session>.<generation>.<HMAC>`: nothing of it is stored but the generation. That makes a repeated
 * refresh answer with the very token that the lost answer carried, for a few seconds and only while that token is unused.
 * Any other use of an old token is a theft: the family is revoked.
 */
export class Sessions {
  readonly #db: Database;
  readonly #config: Config;
  readonly #revocations: Revocations;
  readonly #keys: SigningKeys;

  constructor(db: Database, config: Config, revocations: Revocations) {
    this.#db = db;
    this.#config = config;
    this.#revocations = revocations;
    this.#keys = new SigningKeys(config);
  }

  /**
   * Throws `UNAUTHORIZED` when the person is not (any more) who has just been checked: active, of that role, with that
   * password. The lock makes a sign-in and a change of these meet: either the change ends it, or it never begins.
   */
  async start(userId: string, role: Role, passwordHash?: string): Promise<{ actor: Actor; refreshToken: string }> {
    const sessionId = uuidv7();
    const { rowCount } = await this.#db.pool.query(
      `insert into sessions (id, user_id, expires_at)
        select $1, u.id, $2 from users u
        where u.id = $3 and u.role = $4 and u.deactivated_at is null and u.password_hash = coalesce($5, u.password_hash)
        for share`,
      [sessionId, this.#expiry(), userId, role, passwordHash ?? null],
    );
    if (!rowCount) throw wrongCredentials();
    return { actor: { userId, role, sessionId }, refreshToken: this.#token(sessionId, 1) };
  }

  /** Throws `UNAUTHORIZED` for a token that is forged, expired, revoked or used before. */
  async refresh(token: string): Promise<{ actor: Actor; refreshToken: string }> {
    const { sessionId, generation } = this.#parse(token);
    const row = await this.#db.kysely
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select(['sessions.user_id', 'sessions.generation', 'sessions.rotated_at', 'sessions.expires_at'])
      .select(['sessions.revoked_at', 'users.role', 'users.deactivated_at'])
      .where('sessions.id', '=', sessionId)
      .executeTakeFirst();
    if (!row || row.revoked_at || row.deactivated_at || row.expires_at.getTime() < Date.now()) {
      throw new AppError('UNAUTHORIZED');
    }
    const actor = { userId: row.user_id, role: row.role, sessionId };
    if (row.generation === generation && (await this.#rotate(sessionId, generation))) {
      return { actor, refreshToken: this.#token(sessionId, generation + 1) };
    }
    // Lost the race against a twin of this very request, or the first answer never arrived.
    const graceEnds = row.rotated_at.getTime() + this.#config.REFRESH_GRACE_SECONDS * 1000;
    if (row.generation === generation || (row.generation === generation + 1 && Date.now() < graceEnds)) {
      return { actor, refreshToken: this.#token(sessionId, generation + 1) };
    }
    await this.end(actor);
    throw new AppError('UNAUTHORIZED', { message: 'This refresh token was used before; sign in again' });
  }

  /** Ends the sign-in: its refresh tokens now, its access token and sockets on every node within seconds. */
  async end({ sessionId, userId }: Pick<Actor, 'sessionId' | 'userId'>): Promise<void> {
    // One statement: a sign-in that can no longer be refreshed but whose token lives on would be half ended.
    const { rows } = await this.#db.pool.query<{ id: string; revoked_at: Date }>(
      `with ended as (update sessions set revoked_at = now() where id = $1 and revoked_at is null),
          silent as (delete from push_subscriptions where session_id = $1),
          silent_phones as (delete from push_devices where session_id = $1)
        insert into revocations (kind, subject_id, user_id) values ('session', $1, $2) returning id, revoked_at`,
      [sessionId, userId],
    );
    for (const { id, revoked_at } of rows) {
      this.#revocations.announce(id, revoked_at, { kind: 'session', subjectId: sessionId, userId });
    }
  }

  /**
   * Ends every sign-in of a person as part of a transaction that holds the person's row. Returns what is to be called after
   * its commit: from then on it takes effect on every node within seconds.
   */
  async endAll(client: PoolClient, userId: string): Promise<() => void> {
    await client.query('update sessions set revoked_at = now() where user_id = $1 and revoked_at is null', [userId]);
    await client.query('delete from push_subscriptions where user_id = $1', [userId]);
    await client.query('delete from push_devices where user_id = $1', [userId]);
    const revocation: Revocation = { kind: 'user', subjectId: userId, userId };
    const { id, at } = await writeRevocation(client, revocation);
    return () => this.#revocations.announce(id, at, revocation);
  }

  async #rotate(sessionId: string, generation: number): Promise<boolean> {
    const result = await this.#db.kysely
      .updateTable('sessions')
      .set({ generation: generation + 1, rotated_at: new Date(), expires_at: this.#expiry() })
      .where('id', '=', sessionId)
      .where('generation', '=', generation)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return result.numUpdatedRows === 1n;
  }

  #expiry(): Date {
    return new Date(Date.now() + this.#config.REFRESH_TOKEN_SECONDS * 1000);
  }

  #token(sessionId: string, generation: number): string {
    return `${sessionId}.${generation}.${sign(this.#keys.current, sessionId, generation).toString('base64url')}`;
  }

  #parse(token: string): { sessionId: string; generation: number } {
    const [sessionId = '', digits = '', mac = '', ...rest] = token.split('.');
    const generation = Number(digits);
    const given = Buffer.from(mac, 'base64url');
    if (rest.length === 0 && /^[0-9a-f-]{36}$/.test(sessionId) && /^[1-9]\d{0,8}$/.test(digits)) {
      const isOurs = this.#keys.accepted.some((secret) => {
        const expected = sign(secret, sessionId, generation);
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
      if (isOurs) return { sessionId, generation };
    }
    throw new AppError('UNAUTHORIZED');
  }
}

function sign(secret: string, sessionId: string, generation: number): Buffer {
  return createHmac('sha256', secret).update(`refresh ${sessionId} ${generation}`).digest();
}

/** One answer for all that can be wrong with a login. */
export const wrongCredentials = () => new AppError('UNAUTHORIZED', { message: 'Wrong phone or password' });

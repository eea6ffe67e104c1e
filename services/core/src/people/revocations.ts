import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { isId } from '../ids.js';
import type { RedisClient } from '../redis/connect.js';

export interface Revocation {
  /** A sign-in; all sign-ins of a person (role change, deactivation); an agent's place in a conversation. */
  kind: 'session' | 'user' | 'assignment';
  /** Session, person or conversation. */
  subjectId: string;
  userId: string;
}

const channel = 'samvad:revocations';

/**
 * What must end on every node at once: told over Redis within milliseconds, and read again from Postgres every
 * `REVOCATION_POLL_MS`, so that a lost message or a Redis that is away delays it by seconds and never loses it.
 *
 * Each node holds the revocations of one access token's lifetime in memory: checking a token needs no network.
 */
export class Revocations {
  readonly #db: Database;
  readonly #redis: RedisClient;
  readonly #config: Config;
  readonly #log: Logger;
  /** `kind:subject` → when, in epoch milliseconds. */
  readonly #revoked = new Map<string, number>();
  readonly #seen = new Map<string, number>();
  readonly #listeners: ((revocation: Revocation) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #polledUpTo: Date | undefined;

  constructor(db: Database, redis: RedisClient, config: Config, log: Logger) {
    this.#db = db;
    this.#redis = redis;
    this.#config = config;
    this.#log = log;
  }

  /** Each revocation is told once per node, also those of the minutes before this node started. */
  onRevoked(listener: (revocation: Revocation) => void): void {
    this.#listeners.push(listener);
  }

  /** Loads what is still in force, then follows. Rejects when Postgres cannot be asked: a node must not start blind. */
  async start(subscriber: RedisClient): Promise<void> {
    await this.#poll();
    subscriber.on('smessage', (from: string, message: string) => {
      if (from === channel) this.#receive(message);
    });
    await subscriber.ssubscribe(channel);
    const again = () => {
      this.#timer = setTimeout(() => {
        this.#poll()
          .catch((error) => this.#log.warn({ err: error }, 'revocations could not be read'))
          .finally(again);
      }, this.#config.REVOCATION_POLL_MS);
      this.#timer.unref();
    };
    again();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** For one that was written as part of another transaction, after its commit. */
  announce(id: string, at: Date, revocation: Revocation): void {
    this.#apply(id, at.getTime(), revocation);
    this.#redis.spublish(channel, JSON.stringify({ id, at: at.getTime(), ...revocation })).catch(() => {});
  }

  /** True when the sign-in, or every sign-in that the person had begun by then, has been revoked. */
  isRevoked({ sessionId, userId, issuedAt }: { sessionId: string; userId: string; issuedAt: number }): boolean {
    if (this.#revoked.has(`session:${sessionId}`)) return true;
    const at = this.#revoked.get(`user:${userId}`);
    // When the sign-in began, not when the token was issued: one that was just being refreshed has ended too, and tokens
    // count whole seconds, in which somebody may have signed in again.
    return at !== undefined && (startOf(sessionId) ?? issuedAt) <= at;
  }

  #receive(message: string): void {
    try {
      const { id, at, ...revocation } = JSON.parse(message) as { id: string; at: number } & Revocation;
      this.#apply(id, at, revocation);
    } catch (error) {
      this.#log.warn({ err: error }, 'unreadable revocation');
    }
  }

  async #poll(): Promise<void> {
    const lifetime = (this.#config.ACCESS_TOKEN_SECONDS + 60) * 1000;
    // Looks back a little each time: a transaction may commit after one that began later.
    const oldest = Date.now() - lifetime;
    const since = new Date(Math.max((this.#polledUpTo?.getTime() ?? 0) - 15_000, oldest));
    const rows = await this.#db.kysely.selectFrom('revocations').selectAll().where('revoked_at', '>', since).execute();
    for (const row of rows) {
      this.#apply(row.id, row.revoked_at.getTime(), { kind: row.kind, subjectId: row.subject_id, userId: row.user_id });
      if (!this.#polledUpTo || row.revoked_at > this.#polledUpTo) this.#polledUpTo = row.revoked_at;
    }
    this.#polledUpTo ??= since;
    for (const [key, at] of this.#revoked) if (at < oldest) this.#revoked.delete(key);
    // Kept longer than they are read again, or they would be told again.
    for (const [id, at] of this.#seen) if (at < oldest - lifetime) this.#seen.delete(id);
  }

  #apply(id: string, at: number, revocation: Revocation): void {
    if (this.#seen.has(id)) return;
    this.#seen.set(id, at);
    if (revocation.kind !== 'assignment') this.#revoked.set(`${revocation.kind}:${revocation.subjectId}`, at);
    for (const listener of this.#listeners) listener(revocation);
  }
}

/** When a session began (epoch ms): its id (UUID version 7) begins with that. Undefined for no id of ours. */
function startOf(sessionId: string): number | undefined {
  return isId(sessionId) ? Number.parseInt(sessionId.slice(0, 8) + sessionId.slice(9, 13), 16) : undefined;
}

/** Writes a revocation as part of a transaction. After its commit it is to be announced. */
export async function writeRevocation(
  client: PoolClient,
  { kind, subjectId, userId }: Revocation,
): Promise<{ id: string; at: Date }> {
  const { rows } = await client.query<{ id: string; at: Date }>(
    'insert into revocations (kind, subject_id, user_id) values ($1, $2, $3) returning id, revoked_at as at',
    [kind, subjectId, userId],
  );
  return rows[0] as { id: string; at: Date };
}

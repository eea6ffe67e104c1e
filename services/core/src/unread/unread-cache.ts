import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { SelfClockingBatcher } from '../batching/self-clocking-batcher.js';
import { TurnBatch } from '../batching/turn-batch.js';
import { type Database, isConnectionFault } from '../db/database.js';
import { overloaded } from '../limits/overloaded.js';
import { isCluster, type RedisClient } from '../redis/connect.js';
import { loadUnread, toCounts, type UnreadEntry, type UnreadOwner } from './unread-counts.js';

/**
 * `unread:{user}`, a hash: `o:<conversation>` and `r:<conversation>`, the two numbers of an entry; `l` while it has been
 * loaded from Postgres or is being loaded, `+` when that is complete.
 *
 * Both numbers only ever rise, and an update keeps the greater one, so updates may arrive in any order, twice, from any
 * node: the count, their difference, ends up the same. A person without a hash needs no updates: it is loaded when asked.
 */
const unreadKey = (userId: string) => `unread:{${userId}}`;
const daySeconds = 86_400;
/** A load that dies leaves its mark no longer than this. */
const loadSeconds = 60;

/** For each key two fields with their numbers. */
const raise = {
  lua: `for k, key in ipairs(KEYS) do
      if redis.call('exists', key) == 1 then
        for i = k * 4 - 3, k * 4 - 1, 2 do
          local before = tonumber(redis.call('hget', key, ARGV[i]))
          if not before or before < tonumber(ARGV[i + 1]) then redis.call('hset', key, ARGV[i], ARGV[i + 1]) end
        end
      end
    end`,
};

interface Raise {
  key: string;
  fields: [string, number, string, number];
}

/** A script holds Redis up for as long as it runs. */
const mostInOneCommand = 100;

/**
 * ttl in seconds, the load's own mark, then fields with their numbers → the whole hash. Completes it only while it is this very
 * load's: one that has been emptied meanwhile may have missed something, and stays away until it is loaded again.
 */
const complete = {
  numberOfKeys: 1,
  lua: `if redis.call('hget', KEYS[1], 'l') ~= ARGV[2] then return nil end
    for i = 3, #ARGV, 2 do
      local before = tonumber(redis.call('hget', KEYS[1], ARGV[i]))
      if not before or before < tonumber(ARGV[i + 1]) then redis.call('hset', KEYS[1], ARGV[i], ARGV[i + 1]) end
    end
    redis.call('hset', KEYS[1], '+', '1')
    redis.call('expire', KEYS[1], ARGV[1])
    return redis.call('hgetall', KEYS[1])`,
};

interface UnreadCommands {
  unreadRaise(key: string, ...fields: (string | number)[]): Promise<unknown>;
  unreadRaiseMany(keys: number, ...keysAndFields: (string | number)[]): Promise<unknown>;
  unreadComplete(key: string, ttl: number, mark: string, ...fields: (string | number)[]): Promise<string[] | null>;
}

/** Unread counts by person in Redis. Never the truth: Postgres is, and rebuilds this whenever it is missing. */
export class UnreadCache {
  readonly #redis: RedisClient & UnreadCommands;
  readonly #log: Logger;
  readonly #raises = new TurnBatch<Raise>((raises) => this.#raiseAll(raises));
  readonly #loads: SelfClockingBatcher<UnreadOwner, UnreadEntry[]>;

  constructor(redis: RedisClient, db: Database, log: Logger) {
    redis.defineCommand('unreadRaise', { ...raise, numberOfKeys: 1 });
    redis.defineCommand('unreadRaiseMany', raise);
    redis.defineCommand('unreadComplete', complete);
    this.#redis = redis as RedisClient & UnreadCommands;
    this.#log = log;
    // Thousands may ask at once after a node has died: one statement loads hundreds.
    this.#loads = new SelfClockingBatcher(
      {
        run: (owners) => loadUnread(db, owners),
        maxInFlight: 1,
        minGap: 50,
        maxBatch: 200,
        maxQueue: 100_000,
        overloaded,
      },
      isConnectionFault,
    );
  }

  #raiseAll(raises: Raise[]): void {
    // In a Cluster the keys of one command must share a slot, and must be known by their place.
    if (isCluster(this.#redis)) {
      for (const { key, fields } of raises) this.#redis.unreadRaise(key, ...fields).catch(() => {});
      return;
    }
    for (let i = 0; i < raises.length; i += mostInOneCommand) {
      const some = raises.slice(i, i + mostInOneCommand);
      const keys = some.map(({ key }) => key);
      this.#redis.unreadRaiseMany(keys.length, ...keys, ...some.flatMap(({ fields }) => fields)).catch(() => {});
    }
  }

  /** Tells the cache what a committed send or read has made true. Nobody waits for it; the audit finds what is lost. */
  raise(userId: string, { conversationId, others, read }: UnreadEntry): void {
    this.#raises.add({ key: unreadKey(userId), fields: [`o:${conversationId}`, others, `r:${conversationId}`, read] });
  }

  /** Forgets a person's counts; the next question loads them again. */
  async forget(userId: string): Promise<void> {
    await this.#redis.del(unreadKey(userId)).catch(() => {});
  }

  /** Every conversation of the person that has unread messages. Falls back to Postgres while Redis is away. */
  async counts(userId: string, role: string): Promise<Map<string, number>> {
    try {
      const cached = await this.#redis.hgetall(unreadKey(userId));
      return '+' in cached ? fromHash(cached) : await this.#load(userId, role);
    } catch (error) {
      this.#log.debug({ err: error }, 'unread counts come from Postgres');
      return toCounts(await this.#entries(userId, role));
    }
  }

  /** What the cache holds, without loading; undefined when it holds nothing complete. */
  async cached(userId: string): Promise<Map<string, number> | undefined> {
    const hash = await this.#redis.hgetall(unreadKey(userId));
    return '+' in hash ? fromHash(hash) : undefined;
  }

  async #entries(userId: string, role: string): Promise<UnreadEntry[]> {
    return (await this.#loads.add({ userId, role })) ?? [];
  }

  async #load(userId: string, role: string): Promise<Map<string, number>> {
    const key = unreadKey(userId);
    const mark = randomBytes(9).toString('base64url');
    // The hash exists from here on, so that what is committed while Postgres is being read is not missed.
    await this.#redis.multi().hset(key, 'l', mark).expire(key, loadSeconds).exec();
    const entries = await this.#entries(userId, role);
    const fields = entries.flatMap(({ conversationId, others, read }) => [
      `o:${conversationId}`,
      others,
      `r:${conversationId}`,
      read,
    ]);
    const pairs = await this.#redis.unreadComplete(key, daySeconds, mark, ...fields);
    if (!pairs) return toCounts(entries);
    const hash: Record<string, string> = {};
    for (let i = 0; i < pairs.length; i += 2) hash[pairs[i] ?? ''] = pairs[i + 1] ?? '';
    return fromHash(hash);
  }
}

function fromHash(hash: Record<string, string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [field, others] of Object.entries(hash)) {
    if (!field.startsWith('o:')) continue;
    const conversationId = field.slice(2);
    const unread = Number(others) - Number(hash[`r:${conversationId}`] ?? 0);
    if (unread > 0) counts.set(conversationId, unread);
  }
  return counts;
}

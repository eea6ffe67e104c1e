import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@samvad/contract';
import type { RedisClient } from '@samvad/core';
import type { Lock, Locker, RequestRelease } from '@tus/server';

/** A node that died holds a lock no longer than this (ms). */
const lease = 10_000;
/** How often a holder says that it is still there, and hears that another wants the lock (ms). */
const beat = 500;
/** How long it is worth waiting for another (ms): longer than a lease. */
const patience = lease + 5_000;

/**
 * A lock is a hash: `holder`, and `wanted` once another waits for it. Each script touches one key, so all of it works on a
 * Redis Cluster.
 */
const scripts = {
  /** holder, lease → 1 when it is ours now. */
  take: `if redis.call('hexists', KEYS[1], 'holder') == 1 then
      redis.call('hset', KEYS[1], 'wanted', '1')
      return 0
    end
    redis.call('del', KEYS[1])
    redis.call('hset', KEYS[1], 'holder', ARGV[1])
    redis.call('pexpire', KEYS[1], ARGV[2])
    return 1`,
  /** holder, lease → 1 while it is ours and nobody wants it. */
  keep: `if redis.call('hget', KEYS[1], 'holder') ~= ARGV[1] then return 0 end
    redis.call('pexpire', KEYS[1], ARGV[2])
    return redis.call('hexists', KEYS[1], 'wanted') == 1 and 0 or 1`,
  /** holder */
  drop: `if redis.call('hget', KEYS[1], 'holder') == ARGV[1] then redis.call('del', KEYS[1]) end`,
};

/**
 * Sees to it that one request at a time, in the whole cluster, writes to an upload. A client that comes back after its
 * connection broke wants the lock of a request that does not know yet that nobody is there: that one is asked to let go.
 *
 * It is a lease: a node that freezes for longer than that may find another writing when it wakes up. Both then write the
 * same bytes of the same file to the same places, and the first one ends as soon as it looks.
 */
export class RedisLocker implements Locker {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  newLock(id: string): Lock {
    return new RedisLock(this.#redis, `upload:${id}`);
  }
}

class RedisLock implements Lock {
  readonly #redis: RedisClient;
  readonly #key: string;
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: RedisClient, key: string) {
    this.#redis = redis;
    this.#key = key;
  }

  /** Throws `OVERLOADED` when it cannot be had in time, or Redis is away: the client tries again. */
  async lock(signal: AbortSignal, letGo: RequestRelease): Promise<void> {
    const end = Date.now() + patience;
    while (!(await this.#run('take').catch(busy))) {
      if (signal.aborted || Date.now() > end) throw busy();
      await delay(100);
    }
    let kept = Date.now();
    this.#timer = setInterval(async () => {
      try {
        if (await this.#run('keep')) kept = Date.now();
        else await letGo();
      } catch {
        // Redis is away. As long as the lease lasts nobody else can have it.
        if (Date.now() - kept > lease - 2 * beat) await letGo();
      }
    }, beat);
    this.#timer.unref();
  }

  async unlock(): Promise<void> {
    clearInterval(this.#timer);
    // A lock that could not be given back runs out.
    await this.#run('drop').catch(() => {});
  }

  async #run(script: keyof typeof scripts): Promise<boolean> {
    return (await this.#redis.eval(scripts[script], 1, this.#key, this.#holder, lease)) === 1;
  }
}

function busy(cause?: unknown): never {
  throw new AppError('OVERLOADED', { message: 'This upload is busy', retryAfter: 1, cause });
}

import { AppError } from '@samvad/contract';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisClient } from '../redis/connect.js';
import { within } from '../redis/within.js';

/** A request waits no longer for Redis to count it (ms). */
const patience = 300;
/** After that nobody asks Redis for so long (ms): one that is frozen must not hold up every request. */
const rest = 1_000;

/**
 * A limit shared by all nodes through Redis. While Redis is away, or does not answer, each node counts by itself with the
 * same limit, so a login never goes unlimited.
 */
export class Limiter {
  readonly #shared: RateLimiterRedis;
  readonly #local: RateLimiterMemory;
  #restUntil = 0;

  constructor(redis: RedisClient, name: string, points: number, seconds: number) {
    const options = { keyPrefix: `limit:${name}`, points, duration: seconds };
    this.#shared = new RateLimiterRedis({ ...options, storeClient: redis });
    this.#local = new RateLimiterMemory(options);
  }

  /** Counts one. Throws `RATE_LIMITED` past the limit, with the seconds to wait. */
  async consume(key: string): Promise<void> {
    try {
      await this.#count((limiter) => limiter.consume(key));
    } catch (refusal) {
      throw toError(refusal);
    }
  }

  /** Takes back one that was counted. */
  async giveBack(key: string): Promise<void> {
    await this.#count((limiter) => limiter.reward(key));
  }

  async #count(
    how: (limiter: RateLimiterRedis | RateLimiterMemory) => Promise<RateLimiterRes>,
  ): Promise<RateLimiterRes> {
    if (performance.now() < this.#restUntil) return how(this.#local);
    try {
      return await within(patience, how(this.#shared));
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      this.#restUntil = performance.now() + rest;
      return how(this.#local);
    }
  }
}

function toError(refusal: unknown): unknown {
  if (!(refusal instanceof RateLimiterRes)) return refusal;
  return new AppError('RATE_LIMITED', { retryAfter: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) });
}

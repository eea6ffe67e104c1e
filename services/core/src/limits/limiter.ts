import { AppError } from '@samvad/contract';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisClient } from '../redis/connect.js';

/**
 * A limit shared by all nodes through Redis. While Redis is away each node counts by itself with the same limit, so a
 * login never goes unlimited.
 */
export class Limiter {
  readonly #limiter: RateLimiterRedis;

  constructor(redis: RedisClient, name: string, points: number, seconds: number) {
    const options = { keyPrefix: `limit:${name}`, points, duration: seconds };
    this.#limiter = new RateLimiterRedis({
      ...options,
      storeClient: redis,
      insuranceLimiter: new RateLimiterMemory(options),
    });
  }

  /** Counts one. Throws `RATE_LIMITED` past the limit, with the seconds to wait. */
  async consume(key: string): Promise<void> {
    try {
      await this.#limiter.consume(key);
    } catch (refusal) {
      throw toError(refusal);
    }
  }

  /** Takes back one that was counted. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(key);
  }
}

function toError(refusal: unknown): unknown {
  if (!(refusal instanceof RateLimiterRes)) return refusal;
  return new AppError('RATE_LIMITED', { retryAfter: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) });
}

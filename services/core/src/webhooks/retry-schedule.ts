import type { Config } from '../config.js';
import { mostPause } from '../outbound/retry-after.js';

/** When a delivery is tried again. */
export class RetrySchedule {
  readonly #delays: number[];

  constructor({ WEBHOOK_RETRY_SECONDS }: Pick<Config, 'WEBHOOK_RETRY_SECONDS'>) {
    this.#delays = WEBHOOK_RETRY_SECONDS.split(',').map(Number);
  }

  /**
   * Seconds until the next attempt after so many have failed, give or take a fifth, so that what failed together does not
   * come back together, and not before the receiver has asked for; undefined when that was the last.
   */
  delayAfter(attempts: number, retryAfter = 0): number | undefined {
    const delay = this.#delays[attempts - 1];
    return delay === undefined
      ? undefined
      : Math.max(delay * (0.8 + Math.random() * 0.4), Math.min(retryAfter, mostPause));
  }
}

import type { Config } from '../config.js';

/** However long a receiver asks us to stay away (s). */
const mostPause = 86_400;

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

/** The header `Retry-After`, seconds or a date, in seconds from now; undefined for neither. */
export function secondsOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Math.min(Number(retryAfter), mostPause);
  const time = Date.parse(retryAfter);
  return Number.isNaN(time) ? undefined : Math.min(Math.max(0, (time - Date.now()) / 1_000), mostPause);
}

import { onAbort } from './on-abort.js';

/** Milliseconds: the most the first wait takes, and the most any takes. */
export interface BackoffOptions {
  base: number;
  max: number;
}

/** Full jitter: anything up to the doubled limit, so that thousands that fell at once do not come back at once. */
export function backoff(attempt: number, { base, max }: BackoffOptions): number {
  return Math.random() * Math.min(max, base * 2 ** Math.min(attempt, 20));
}

/** Resolves after so many milliseconds, or at once when the signal fires: look at the signal afterwards. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    const forget = onAbort(signal, done);
  });
}

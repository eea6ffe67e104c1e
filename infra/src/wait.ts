import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, named in the error. */
  what: string;
  /** How long to keep asking, in milliseconds. */
  timeoutMs: number;
  /** Pause between two questions, in milliseconds (50). */
  everyMs?: number;
  /** Gives up at once when it aborts, with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * Asks `condition` until it answers with something truthy and returns that. A throwing condition counts as "not yet";
 * its last error is the cause of the timeout's.
 *
 * @throws Error when `timeoutMs` pass first
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<NonNullable<T>> {
  const deadline = Date.now() + options.timeoutMs;
  let cause: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const answer = await condition();
      if (answer) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= deadline) {
      throw new Error(`${options.what}: not within ${options.timeoutMs / 1000} s`, { cause });
    }
    await sleep(options.everyMs ?? 50, undefined, options.signal ? { signal: options.signal } : {});
  }
}

import type { Logger } from 'pino';
import type { RedisClient } from './redis/connect.js';
import { within } from './redis/within.js';

/** A request that nobody takes is no surprise for whoever is called so a day later. */
const requestSeconds = 60;
const lookMilliseconds = 2_000;
const patience = 2_000;

const drainKey = (nodeName: string) => `drain:${nodeName}`;

/**
 * Asks a node, over Redis, to end as on SIGTERM. Resolves with whether a node of that name has taken it; one that has not
 * within `wait` (ms) will not. Rejects while Redis is away.
 */
export async function requestDrain(redis: RedisClient, nodeName: string, wait = 8_000): Promise<boolean> {
  const key = drainKey(nodeName);
  await redis.set(key, '1', 'EX', requestSeconds);
  for (const end = Date.now() + wait; Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (!(await redis.exists(key))) return true;
  }
  // Taken in the last moment all the same, when there is nothing to remove.
  return (await redis.del(key)) === 0;
}

/** Calls `drain` once when this node is asked to. A request is taken by one process, so that the next of that name lives. */
export function watchDrainRequests(redis: RedisClient, log: Logger, nodeName: string, drain: () => void): void {
  const look = async () => {
    if (redis.status === 'end') return;
    const asked = await within(patience, redis.getdel(drainKey(nodeName))).catch(() => null);
    if (asked !== null) {
      log.info('asked to drain');
      drain();
    } else setTimeout(look, lookMilliseconds).unref();
  };
  setTimeout(look, lookMilliseconds).unref();
}

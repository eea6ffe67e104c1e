import type { Core } from './context.js';

type Measured = Pick<Core, 'metrics' | 'db' | 'redis' | 'subscriber' | 'store'>;

/** How much of what a node needs is in use, as of now: asked when somebody looks, and not before. */
export function measureResources({ metrics, db, redis, subscriber, store }: Measured): void {
  const { totalCount, idleCount, waitingCount } = db.pool;
  metrics.poolConnections.set({ state: 'busy' }, totalCount - idleCount);
  metrics.poolConnections.set({ state: 'idle' }, idleCount);
  metrics.poolWaiting.set(waitingCount);
  metrics.redisUp.set({ use: 'commands' }, redis.status === 'ready' ? 1 : 0);
  metrics.redisUp.set({ use: 'subscriptions' }, subscriber.status === 'ready' ? 1 : 0);
  metrics.queuedSends.set(store.queued);
}

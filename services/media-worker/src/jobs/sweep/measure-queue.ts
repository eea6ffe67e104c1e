import type { MediaContext } from '../media/media-context.js';

const states = ['waiting', 'active', 'delayed', 'failed'] as const;

/** Brings the figures of the queue up to date; every worker reports the whole cluster's. */
export async function measureQueue({ core, queue }: MediaContext): Promise<void> {
  const { rows } = await core.db.pool.query<{ seconds: number | null }>(
    `select extract(epoch from now() - min(touched_at))::float8 as seconds from media where status = 'processing'`,
  );
  core.metrics.mediaOldestWaiting.set(Math.max(0, rows[0]?.seconds ?? 0));
  const counts = await queue.queue.getJobCounts(...states);
  for (const state of states) core.metrics.mediaJobs.set({ state }, counts[state] ?? 0);
}

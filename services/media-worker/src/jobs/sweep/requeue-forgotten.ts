import type { MediaQueue } from '@samvad/core';
import type { MediaContext } from '../media/media-context.js';

/** Sweeps without a sign of work after which an upload counts as forgotten. */
const patience = 4;
const most = 500;

/** Puts uploads into the queue again that nobody works on: Redis may have lost them, or has given them up. */
export async function requeueForgotten({ core, queue }: MediaContext): Promise<void> {
  const seconds = (patience * core.config.MEDIA_SWEEP_MS) / 1_000;
  for (const id of await core.mediaLifecycle.forgotten(seconds, most)) await requeue(queue, id);
}

/** Nothing happens to one that is merely waiting its turn. Safe on several workers at once. */
async function requeue(queue: MediaQueue, id: string): Promise<void> {
  const job = await queue.queue.getJob(id);
  const state = await job?.getState();
  // Redis keeps a job that has ended for a while, and takes no other by its name meanwhile.
  if (job && (state === 'completed' || state === 'failed')) {
    // Another worker's sweep may have been quicker.
    await job.retry(state, { resetAttemptsMade: true }).catch(() => {});
  } else await queue.add(id);
}

import { jobPrefix, type MediaJob, mediaQueueName, type RedisClient } from '@samvad/core';
import { WaitingError, Worker } from 'bullmq';
import type { MediaContext } from './media/media-context.js';
import { Interrupted, processUpload } from './process-media.js';

export interface MediaRunner {
  /** Takes no more jobs, gives those under way `DRAIN_SECONDS`, and hands what is left to other workers. */
  close(): Promise<void>;
}

/** How long (ms) work that has been told to stop may take to stop. */
const lastPatience = 5_000;

/**
 * Works on uploads as the queue hands them out, `MEDIA_CONCURRENCY` at once.
 *
 * Which attempts count stands in Postgres, not in the queue: a job may stall, that is lose its worker, as often as it will.
 */
export function runMediaJobs(context: MediaContext, connection: RedisClient): MediaRunner {
  const { config, log } = context.core;
  const leaving = new AbortController();
  const worker = new Worker<MediaJob>(
    mediaQueueName,
    async (job, token) => {
      let shown = 0;
      const onProgress = (percent: number) => {
        if (percent < shown + 5 && percent < 100) return;
        shown = percent;
        // For whoever watches the queue; the work does not depend on Redis.
        job.updateProgress(Math.round(percent)).catch(() => {});
      };
      try {
        await processUpload(context, job.data.mediaId, { signal: leaving.signal, onProgress });
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        await job.moveToWait(token);
        throw new WaitingError();
      }
    },
    {
      connection,
      prefix: jobPrefix,
      concurrency: config.MEDIA_CONCURRENCY,
      // A dead worker's job is taken over after one to three of these.
      lockDuration: config.MEDIA_SWEEP_MS,
      stalledInterval: config.MEDIA_SWEEP_MS,
      maxStalledCount: 1_000_000,
    },
  );
  worker.on('error', (error) => log.warn({ err: error }, 'the media queue failed'));
  worker.on('failed', (job, error) => log.warn({ err: error, mediaId: job?.data.mediaId }, 'media job failed'));
  worker.on('stalled', (mediaId) => log.warn({ mediaId }, 'a worker has died of, or over, a media'));

  return {
    async close() {
      const closed = worker.close();
      const leave = setTimeout(() => leaving.abort(new Error('the worker is stopping')), config.DRAIN_SECONDS * 1_000);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, config.DRAIN_SECONDS * 1_000 + lastPatience);
      });
      await Promise.race([closed, late]);
      clearTimeout(leave);
      clearTimeout(timer);
    },
  };
}

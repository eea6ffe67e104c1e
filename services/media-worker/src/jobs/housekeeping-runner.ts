import {
  type Core,
  type MediaStorage,
  jobPrefix as prefix,
  housekeepingQueueName as queueName,
  type RedisClient,
} from '@samvad/core';
import { Queue, Worker } from 'bullmq';
import { jobs } from './index.js';

/** Schedules live in Redis, which may lose them: they are written again this often (ms). */
const scheduleAgain = 60_000;

export interface HousekeepingRunner {
  /** Waits for the job under way. */
  close(): Promise<void>;
}

/** Runs what has to be done at times, once in the whole cluster. */
export async function runHousekeeping(
  core: Core,
  storage: MediaStorage,
  connection: RedisClient,
): Promise<HousekeepingRunner> {
  const queue = new Queue(queueName, { connection, prefix });
  const worker = new Worker(
    queueName,
    async ({ name }) => {
      const job = jobs.find((one) => one.name === name);
      return job ? await job.run(core, storage) : {};
    },
    { connection, prefix, concurrency: 1, removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } },
  );
  const onError = (error: Error) => core.log.warn({ err: error }, 'the job queue failed');
  queue.on('error', onError);
  worker.on('error', onError);
  worker.on('failed', (job, error) => core.log.error({ err: error, job: job?.name }, 'job failed'));

  const schedule = () =>
    Promise.all(jobs.map(({ name, every }) => queue.upsertJobScheduler(name, { every }, { name }))).catch((error) =>
      core.log.warn({ err: error }, 'jobs could not be scheduled'),
    );
  await schedule();
  const timer = setInterval(schedule, scheduleAgain);

  return {
    async close() {
      clearInterval(timer);
      // Both say goodbye to Redis, for ever should it be away. A job that is under way meanwhile is run again.
      const closed = worker.close().then(() => queue.close());
      await Promise.race([
        closed,
        new Promise((resolve) => setTimeout(resolve, core.config.DRAIN_SECONDS * 1_000).unref()),
      ]);
    },
  };
}

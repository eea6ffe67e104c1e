import { createServer } from 'node:http';
import { type Config, connectForJobs, createCore, type createLog, opsListener, type RunningNode } from '@samvad/core';
import { Queue, Worker } from 'bullmq';
import { jobs } from './jobs/index.js';

export interface RunningServer extends RunningNode {
  /** The port that `PORT=0` has found. */
  port: number;
}

/** The braces keep all keys of the queue in one slot of a Redis Cluster. */
const prefix = '{samvad-jobs}';
const queueName = 'housekeeping';
/** Schedules live in Redis, which may lose them: they are written again this often (ms). */
const scheduleAgain = 60_000;

/** Starts a worker; resolves when it takes jobs and answers for its health. */
export async function startServer(config: Config, log?: ReturnType<typeof createLog>): Promise<RunningServer> {
  const core = await createCore(config, log);
  const state = { draining: false };
  const connection = connectForJobs({ url: config.REDIS_URL, name: config.NODE_NAME, log: core.log });
  const queue = new Queue(queueName, { connection, prefix });
  const worker = new Worker(
    queueName,
    async ({ name }) => {
      const job = jobs.find((one) => one.name === name);
      return job ? await job.run(core) : {};
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

  const http = createServer(opsListener(core, state));
  await new Promise<void>((resolve, reject) => http.once('error', reject).listen(config.PORT, config.HOST, resolve));

  return {
    port: (http.address() as { port: number }).port,
    async stop() {
      state.draining = true;
      core.metrics.draining.set(1);
      clearInterval(timer);
      // Waits for the job under way.
      await worker.close();
      await queue.close();
      connection.disconnect();
      http.close();
      await core.close();
    },
  };
}

import { Queue } from 'bullmq';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { connectForJobs, type RedisClient } from '../redis/connect.js';
import { within } from '../redis/within.js';

/** The braces keep all keys of a queue in one slot of a Redis Cluster. */
export const jobPrefix = '{samvad-jobs}';
export const mediaQueueName = 'media';
/** What the workers do at times. */
export const housekeepingQueueName = 'housekeeping';

export interface MediaJob {
  mediaId: string;
}

/**
 * Hands uploads to the workers. The row in Postgres is the truth: what Redis does not take, or loses, the workers' sweep
 * puts into the queue again.
 */
export class MediaQueue {
  readonly queue: Queue<MediaJob>;
  readonly #connection: RedisClient;
  readonly #log: Logger;
  readonly #others: Queue[] = [];

  constructor(config: Config, log: Logger) {
    this.#connection = connectForJobs({ url: config.REDIS_URL, name: config.NODE_NAME, log });
    this.#log = log;
    this.queue = new Queue<MediaJob>(mediaQueueName, {
      connection: this.#connection,
      prefix: jobPrefix,
      defaultJobOptions: {
        // The attempts that count are those in the row: they survive the loss of Redis.
        attempts: 3,
        backoff: { type: 'exponential', delay: 2_000 },
        removeOnComplete: { count: 1_000 },
        removeOnFail: { count: 1_000 },
      },
    });
    this.queue.on('error', (error) => log.warn({ err: error }, 'the media queue failed'));
  }

  /** All queues of the workers, to look at, over the same connection. */
  all(): Queue[] {
    if (this.#others.length === 0) {
      const housekeeping = new Queue(housekeepingQueueName, { connection: this.#connection, prefix: jobPrefix });
      housekeeping.on('error', (error) => this.#log.warn({ err: error }, 'the housekeeping queue failed'));
      this.#others.push(housekeeping);
    }
    return [this.queue, ...this.#others];
  }

  /** Once per media, however often it is called. Rejects when Redis is away for longer than `patience` ms. */
  async add(mediaId: string, patience = 2_000): Promise<void> {
    await within(patience, this.queue.add('process', { mediaId }, { jobId: mediaId }));
  }

  async close(): Promise<void> {
    const closed = Promise.all([this.queue, ...this.#others].map((queue) => queue.close()));
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
    this.#connection.disconnect();
  }
}

import { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';

/** One Redis, or a Redis Cluster: both speak the same commands here. */
export type RedisClient = Redis | Cluster;

export const isCluster = (client: RedisClient): client is Cluster => client instanceof Cluster;

export interface RedisOptions {
  /** `redis://host:port`, or several separated by commas for a Redis Cluster. */
  url: string;
  name: string;
  log: Logger;
}

/**
 * A connection on which something is waited for and nothing comes is broken, whatever TCP believes: a host that has
 * vanished is otherwise noticed after a quarter of an hour.
 */
const alive = { connectTimeout: 3_000, socketTimeout: 5_000, keepAlive: 10_000 };
const pingMilliseconds = 10_000;

/**
 * A connection for commands. It fails fast: while Redis is away a command is refused at once, and one that is not answered
 * is given up after 2 s (4 when it had to wait for the pipeline before it). It reconnects by itself for ever.
 */
export function connectRedis({ url, name, log }: RedisOptions): RedisClient {
  const common = { ...alive, enableOfflineQueue: false, commandTimeout: 2_000 };
  return watch(build(url, name, { ...common, maxRetriesPerRequest: 1 }), log, 'Redis connection');
}

/**
 * A connection for (sharded) subscriptions. Subscriptions are made again after a reconnect; commands wait for the
 * connection, since a subscription that is refused would leave a room deaf, and are not pipelined, so that none overtakes
 * another.
 */
export function connectSubscriber({ url, name, log }: RedisOptions): RedisClient {
  const patient = { ...alive, maxRetriesPerRequest: null, enableAutoPipelining: false };
  const client = watch(build(url, `${name}-sub`, patient, true), log, 'Redis subscriber');
  // Nothing may be published for minutes: only an answer shows that the other end is still there. (A Cluster client keeps
  // its sharded subscribers to itself; it finds a lost node by refreshing its slots.)
  const timer = setInterval(() => {
    if (client.status === 'ready') client.ping().catch(() => {});
  }, pingMilliseconds);
  timer.unref();
  client.once('end', () => clearInterval(timer));
  return client;
}

/** A connection for BullMQ, which waits for jobs with blocking commands: it must neither give up nor time out. */
export function connectForJobs({ url, name, log }: RedisOptions): RedisClient {
  const patient = { maxRetriesPerRequest: null, enableReadyCheck: false, enableAutoPipelining: false };
  return watch(build(url, `${name}-jobs`, patient), log, 'Redis connection for jobs');
}

function build(url: string, name: string, options: object, shardedSubscribers = false): RedisClient {
  const nodes = url.split(',').map((one) => new URL(one.trim()));
  const [first] = nodes;
  if (!first) throw new Error('REDIS_URL is empty');
  const shared = {
    enableAutoPipelining: true,
    ...options,
    connectionName: name,
    retryStrategy: reconnectDelay,
    ...(first.username ? { username: decodeURIComponent(first.username) } : {}),
    ...(first.password ? { password: decodeURIComponent(first.password) } : {}),
    ...(first.protocol === 'rediss:' ? { tls: {} } : {}),
  };
  if (nodes.length === 1) {
    return new Redis({
      ...shared,
      host: first.hostname,
      port: Number(first.port || 6379),
      db: Number(first.pathname.slice(1) || 0),
    });
  }
  return new Cluster(
    nodes.map((node) => ({ host: node.hostname, port: Number(node.port || 6379) })),
    {
      redisOptions: shared,
      enableAutoPipelining: shared.enableAutoPipelining,
      shardedSubscribers,
      clusterRetryStrategy: reconnectDelay,
      slotsRefreshTimeout: 2_000,
      ...('enableOfflineQueue' in options ? { enableOfflineQueue: false } : {}),
    },
  );
}

/** 50 ms to 1 s, with jitter so that a fleet does not come back in step. */
function reconnectDelay(times: number): number {
  return Math.min(50 * 2 ** Math.min(times, 5), 1_000) * (0.5 + Math.random() / 2);
}

/** Without an `error` listener a broken connection would end the process; a storm of them is logged once a second. */
function watch<C extends RedisClient>(client: C, log: Logger, what: string): C {
  let quietUntil = 0;
  client.on('error', (error: Error) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + 1_000;
    log.warn({ err: error }, `${what} failed`);
  });
  return client;
}

/** Resolves once the connection can be used; rejects after `deadline` milliseconds. */
export async function redisReady(client: RedisClient, deadline = 10_000): Promise<void> {
  if (client.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Redis is not reachable')), deadline);
    client.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const goodbyeMilliseconds = 1_000;

/** Lets what has been sent be answered, and closes; does not wait for a Redis that is away. */
export async function closeRedis(client: RedisClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, goodbyeMilliseconds);
  });
  if (client.status === 'ready') await Promise.race([client.quit().catch(() => {}), patience]);
  clearTimeout(timer);
  client.disconnect();
}

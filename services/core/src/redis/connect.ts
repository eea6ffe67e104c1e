import { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';

/** One Redis, or a Redis Cluster: both speak the same commands here. */
export type RedisClient = Redis | Cluster;

export interface RedisOptions {
  /** `redis://host:port`, or several separated by commas for a Redis Cluster. */
  url: string;
  name: string;
  log: Logger;
}

/**
 * A connection for commands. It fails fast: while Redis is away a command is refused at once, and one that is not
 * answered in 2 s is given up, so that a person's send never waits for a cache. It reconnects by itself for ever.
 */
export function connectRedis({ url, name, log }: RedisOptions): RedisClient {
  const common = { enableOfflineQueue: false, commandTimeout: 2_000, connectTimeout: 3_000, keepAlive: 10_000 };
  return watch(build(url, name, { ...common, maxRetriesPerRequest: 1 }), log, 'Redis connection');
}

/**
 * A connection for (sharded) subscriptions. Subscriptions are made again after a reconnect; commands wait for the
 * connection, since a subscription that is refused would leave a room deaf, and are not pipelined, so that none overtakes
 * another.
 */
export function connectSubscriber({ url, name, log }: RedisOptions): RedisClient {
  const patient = { maxRetriesPerRequest: null, keepAlive: 10_000, enableAutoPipelining: false };
  return watch(build(url, `${name}-sub`, patient), log, 'Redis subscriber');
}

function build(url: string, name: string, options: object): RedisClient {
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
      shardedSubscribers: true,
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

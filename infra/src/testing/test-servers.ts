import { startPostgres } from '../postgres/start-postgres.js';
import { startRedisCluster } from '../redis/redis-cluster.js';
import { startRedis } from '../redis/start-redis.js';
import type { ServerHandle } from '../server-handle.js';
import { temporaryDir } from './temporary-dir.js';

/** A server for one test process. It never outlives it; `stop` merely ends it sooner. */
export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A Postgres for tests: the one that TEST_DATABASE_URL names (with a role that may create databases), or else an own
 * embedded one in a temporary folder.
 */
export async function testPostgres(): Promise<TestServer> {
  const url = process.env.TEST_DATABASE_URL;
  if (url) return { url, stop: async () => {} };
  return inTemporaryDir('postgres', (dir) => startPostgres({ dir, unref: true }));
}

/** An own, empty Redis. */
export function testRedis(options: { args?: readonly string[] } = {}): Promise<ServerHandle> {
  return inTemporaryDir('redis', (dir) => startRedis({ dir, unref: true, ...options }));
}

/** An own, empty Redis Cluster (3 masters). */
export function testRedisCluster(options: { masters?: number } = {}): ReturnType<typeof startRedisCluster> {
  return inTemporaryDir('redis-cluster', (dir) => startRedisCluster({ dir, unref: true, ...options }));
}

async function inTemporaryDir<T extends { stop(): Promise<void> }>(
  name: string,
  start: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = temporaryDir(name);
  try {
    const server = await start(dir.path);
    const stop = async () => {
      await server.stop();
      dir.remove();
    };
    return { ...server, stop };
  } catch (error) {
    dir.remove();
    throw error;
  }
}

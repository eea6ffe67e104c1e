import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres, startRedis } from '@samvad/infra';
import { temporaryDir } from '@samvad/infra/testing';

export type Servers = Awaited<ReturnType<typeof startServers>>;

/** A Postgres (durable, as in production) and a Redis of its own, in a temporary folder that goes away with them. */
export async function startServers(name: string, settings: Record<string, string | number> = {}) {
  const dir = temporaryDir(`bench-${name}`);
  const logDir = join(dir.path, 'nodes');
  mkdirSync(logDir);
  const [postgres, redis] = await Promise.all([
    startPostgres({ dir: join(dir.path, 'postgres'), unref: true, settings }),
    startRedis({ dir: join(dir.path, 'redis'), unref: true }),
  ]);
  return {
    postgres,
    redis,
    logDir,
    async stop() {
      await Promise.all([postgres.stop(), redis.stop()]);
      dir.remove();
    },
  };
}

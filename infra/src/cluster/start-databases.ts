import { preparePostgres } from '../postgres/start-postgres.js';
import { prepareRedis } from '../redis/start-redis.js';
import type { StartContext } from './start-context.js';
import { together } from './together.js';

/** Starts Postgres and Redis side by side, unless outside ones are given, and says where they are. */
export async function startDatabases(
  { members, folder, step, abort }: StartContext,
  outside: { databaseUrl?: string | undefined; redisUrl?: string | undefined },
): Promise<{ databaseUrl: string; redisUrl: string }> {
  const postgres = async () => {
    let url = '';
    await members.add('postgres', async () => {
      const spec = await preparePostgres({ dir: folder.path('postgres'), logFile: folder.logFile('postgres') });
      url = spec.url;
      return spec;
    });
    return url;
  };
  const redis = async () => {
    let url = '';
    await members.add('redis', async () => {
      const spec = await prepareRedis({ dir: folder.path('redis'), logFile: folder.logFile('redis') });
      url = spec.url;
      return spec;
    });
    return url;
  };
  const [databaseUrl = '', redisUrl = ''] = await together(
    [
      outside.databaseUrl ? Promise.resolve(outside.databaseUrl) : step('postgres', postgres),
      outside.redisUrl ? Promise.resolve(outside.redisUrl) : step('redis', redis),
    ],
    abort,
  );
  return { databaseUrl, redisUrl };
}

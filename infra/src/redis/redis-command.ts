import { Redis } from 'ioredis';

/**
 * Sends one command to a Redis on this machine over a connection of its own and returns the reply.
 *
 * @throws Error when it cannot be reached or answers with an error; it never retries
 */
export async function redisCommand(port: number, [name = '', ...args]: readonly string[]): Promise<unknown> {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 5_000,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    // A starting cluster node is asked exactly because it may not be ready.
    enableReadyCheck: false,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.call(name, ...args);
  } finally {
    client.disconnect();
  }
}

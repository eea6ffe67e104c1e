import { Cluster, Redis } from 'ioredis';

/** BullMQ waits for jobs with blocking commands, so its connection must neither give up nor time out. */
export function queueConnection(url: string, connectionName: string): Redis | Cluster {
  const options = { connectionName, maxRetriesPerRequest: null, enableReadyCheck: false };
  const nodes = url.split(',').map((one) => new URL(one.trim()));
  if (nodes.length === 1) return new Redis(url, options);
  return new Cluster(
    nodes.map(({ hostname, port }) => ({ host: hostname, port: Number(port || 6379) })),
    { redisOptions: options },
  );
}

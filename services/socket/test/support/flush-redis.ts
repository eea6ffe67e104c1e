import type { Core } from '@samvad/core';
import { Cluster } from 'ioredis';

/** Empties Redis, all of it: of a Cluster every master. */
export async function flushRedis({ redis }: Core): Promise<void> {
  const all = redis instanceof Cluster ? redis.nodes('master') : [redis];
  await Promise.all(all.map((one) => one.flushall()));
}

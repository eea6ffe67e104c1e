import { AppError } from '@samvad/contract';
import type { Core } from '../context.js';
import { requestDrain } from '../drain-requests.js';

/** Asks a node to end as on SIGTERM. Throws `NOT_FOUND` when no node of that name takes it. */
export async function drainNode(core: Core, name: string): Promise<string> {
  if (await requestDrain(core.redis, name)) {
    return `${name} has taken it: it is not ready from now on, closes its connections over its DRAIN_SECONDS, finishes what is
under way, and ends. Whoever runs it starts a new one in its place.`;
  }
  const live = [...(await core.presence.liveNodes())].map((id) => id.split('.')[0]).filter(Boolean);
  throw new AppError('NOT_FOUND', {
    message: `no node called ${name} has taken it (socket nodes alive: ${live.sort().join(', ') || 'none'}). \
One that is cut off from Redis is ended by SIGTERM, or by kubectl delete pod`,
  });
}

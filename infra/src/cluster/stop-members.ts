import { isPortFree } from '../ports.js';
import { KILL_PLAN, type StopPlan } from '../process/stop-process.js';
import { waitFor } from '../wait.js';
import type { Members } from './members.js';

/** Postgres is not simply killed: an immediate shutdown is as quick, and leaves no backend behind. */
const IMMEDIATE_POSTGRES: StopPlan = [['SIGQUIT', 5_000], ...KILL_PLAN];

/**
 * Ends a cluster from the front to the back, so that nothing is cut off from what it still needs: no new requests; what
 * is in flight; jobs; the databases.
 */
export async function stopMembers(members: Members, options: { port: number; fast: boolean }): Promise<void> {
  if (options.fast) {
    await members.stop(['nginx', 'api', 'socket', 'media-worker', 'redis'], KILL_PLAN);
    await members.stop(['postgres'], IMMEDIATE_POSTGRES);
    return;
  }
  const front = members.stop(['nginx']);
  // Nodes may only begin to go when nginx hands out no more requests. It lives on until those in flight have ended.
  const closed = waitFor(() => isPortFree(options.port), {
    what: 'nginx closing its port',
    timeoutMs: 2_000,
    everyMs: 10,
  });
  await Promise.race([front, closed.catch(() => {})]);
  await Promise.all([front, members.stop(['api', 'socket'])]);
  await members.stop(['media-worker']);
  await members.stop(['redis']);
  await members.stop(['postgres']);
}

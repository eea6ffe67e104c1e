import type { ProgramSpec } from '../process/launch.js';
import type { StopPlan } from '../process/stop-process.js';
import type { Role } from './cluster-file.js';
import { nodeFlags } from './node-flags.js';

/** Time to finish what is in flight and to close sockets in slices. */
const STOP_PLAN: StopPlan = [
  ['SIGTERM', 15_000],
  ['SIGKILL', 5_000],
];

export type ServiceRole = Extract<Role, 'api' | 'socket' | 'media-worker'>;

export interface Service {
  /** Its NODE_NAME, such as `socket-2`. */
  name: string;
  role: ServiceRole;
  entry: string;
  port: number;
  /** Environment that all services share. */
  env: NodeJS.ProcessEnv;
  logFile: string;
}

/** How to run one of our own Node services: told by its environment who it is, and ready when it says so itself. */
export function serviceSpec({ name, role, entry, port, env, logFile }: Service): ProgramSpec & { port: number } {
  return {
    name,
    command: process.execPath,
    args: [...nodeFlags, entry],
    env: { ...env, PORT: String(port), HOST: '127.0.0.1', NODE_NAME: name },
    logFile,
    stopPlan: STOP_PLAN,
    // Jobs may still be finished when nobody can make new ones.
    stopPhase: role === 'media-worker' ? 1 : 0,
    port,
    async isReady() {
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      await answer.body?.cancel();
      return answer.status === 200;
    },
  };
}

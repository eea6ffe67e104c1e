import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { ProgramSpec } from '../process/launch.js';
import type { StopPlan } from '../process/stop-process.js';
import { requireTool } from '../tools.js';

/** QUIT lets requests end, and websockets, which end with their nodes: wait as long as those may take, and a little. */
const STOP_PLAN: StopPlan = [
  ['SIGQUIT', 17_000],
  ['SIGTERM', 2_000],
  ['SIGKILL', 5_000],
];

interface NginxFiles {
  dir: string;
  configFile: string;
  logFile: string;
  /** Where it will answer. */
  url: string;
}

/** How to run nginx, in the foreground. */
export function nginxProgram({ dir, configFile, logFile, url }: NginxFiles): ProgramSpec {
  return {
    name: 'nginx',
    command: requireTool('nginx'),
    // -e: until it has read its configuration, nginx would write to the log it was compiled with.
    args: ['-p', dir, '-e', join(dir, 'error.log'), '-c', configFile],
    cwd: dir,
    logFile,
    stopPlan: STOP_PLAN,
    isReady: async () => (await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) })).ok,
  };
}

/** The hard limit of open files, which a process may take for itself without asking. */
export function maxOpenFiles(): number {
  const limit = Number(execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }));
  return Number.isFinite(limit) ? limit : 1_048_576;
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramSpec } from '../process/launch.js';
import type { StopPlan } from '../process/stop-process.js';
import { requireTool } from '../tools.js';
import { type LocalNginx, localNginxConfig } from './local-config.js';

/** QUIT lets requests end, and websockets, which end with their nodes: wait as long as those may take, and a little. */
const STOP_PLAN: StopPlan = [
  ['SIGQUIT', 17_000],
  ['SIGTERM', 2_000],
  ['SIGKILL', 5_000],
];

/** Writes nginx's configuration into `options.dir` and says how to run it, in the foreground; `url` is where it will answer. */
export function prepareNginx(options: Omit<LocalNginx, 'maxFiles'> & { url: string; logFile?: string }): ProgramSpec {
  const { dir, url } = options;
  mkdirSync(join(dir, 'temp'), { recursive: true });
  const configFile = join(dir, 'nginx.conf');
  writeFileSync(configFile, localNginxConfig({ ...options, maxFiles: maxOpenFiles() }));
  return {
    name: 'nginx',
    command: requireTool('nginx'),
    // -e: until it has read its configuration, nginx would write to the log it was compiled with.
    args: ['-p', dir, '-e', join(dir, 'error.log'), '-c', configFile],
    cwd: dir,
    logFile: options.logFile ?? join(dir, 'nginx.log'),
    stopPlan: STOP_PLAN,
    isReady: async () => (await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) })).ok,
  };
}

/** The hard limit of open files, which a process may take for itself without asking. */
function maxOpenFiles(): number {
  const limit = Number(execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }));
  return Number.isFinite(limit) ? limit : 1_048_576;
}

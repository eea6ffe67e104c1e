import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startOnPort } from '../ports.js';
import { launch, type ProgramSpec } from '../process/launch.js';
import { processReaper } from '../process/process-reaper.js';
import type { StopPlan } from '../process/stop-process.js';
import { type ServerHandle, serverHandle } from '../server-handle.js';
import { requireTool } from '../tools.js';
import { redisCommand } from './redis-command.js';

export interface RedisOptions {
  /** Holds the log; Redis itself writes nothing to the disk. */
  dir: string;
  /** On 127.0.0.1; a free one by default. */
  port?: number;
  /** More of redis-server's arguments, such as `['--maxmemory', '64mb']`. */
  args?: readonly string[];
  logFile?: string;
  /** Lets this process end by itself while the server runs, which then ends too (false). */
  unref?: boolean;
}

const STOP_PLAN: StopPlan = [
  ['SIGTERM', 5_000],
  ['SIGKILL', 5_000],
];

/**
 * Says how to run a Redis that keeps everything in memory only: what must last is in Postgres, and a Redis that comes
 * back empty is a case that the project stands anyway. Queues need `noeviction`.
 */
export async function prepareRedis(options: RedisOptions): Promise<ProgramSpec & { url: string; port: number }> {
  mkdirSync(options.dir, { recursive: true });
  const port = options.port ?? (await freePort());
  return {
    name: 'redis',
    command: requireTool('redis-server'),
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'],
      ...['--maxmemory-policy', 'noeviction', '--dir', options.dir, '--tcp-backlog', '511', ...(options.args ?? [])],
    ],
    cwd: options.dir,
    logFile: options.logFile ?? join(options.dir, `redis-${port}.log`),
    stopPlan: STOP_PLAN,
    stopPhase: 9,
    isReady: async () => (await redisCommand(port, ['PING'])) === 'PONG',
    url: `redis://127.0.0.1:${port}`,
    port,
  };
}

/**
 * Starts a Redis of the machine's redis-server and waits until it answers (up to 15 s). It never outlives this
 * process, not even when that is killed.
 */
export async function startRedis(options: RedisOptions): Promise<ServerHandle> {
  return startOnPort(
    () => prepareRedis(options),
    async (spec) => {
      const running = launch(spec, processReaper(), { unref: options.unref ?? false });
      try {
        await running.ready(15_000);
      } catch (error) {
        await running.stop();
        throw error;
      }
      return serverHandle(running, { url: spec.url, port: spec.port });
    },
  );
}

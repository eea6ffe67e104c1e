import { launch } from '../process/launch.js';
import { logTail } from '../process/log-file.js';
import type { Reaper } from '../process/reaper.js';
import type { StopPlan } from '../process/stop-process.js';

const STOP_PLAN: StopPlan = [
  ['SIGTERM', 5_000],
  ['SIGKILL', 5_000],
];

export interface Once {
  name: string;
  /** A compiled Node program. */
  entry: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  reaper: Reaper;
  signal?: AbortSignal | undefined;
}

/** Runs a program to its end. @throws Error with the tail of its log when it fails */
export async function runOnce({ name, entry, env, logFile, reaper, signal }: Once): Promise<void> {
  signal?.throwIfAborted();
  const isReady = async () => false;
  const program = { name, command: process.execPath, args: [entry], env, logFile, stopPlan: STOP_PLAN, isReady };
  const running = launch(program, reaper);
  const onAbort = () => void running.stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  const exit = await running.exited;
  signal?.removeEventListener('abort', onAbort);
  signal?.throwIfAborted();
  if (exit.code !== 0) {
    throw new Error(`${name} failed (${exit.signal ?? `exit code ${exit.code}`}):\n${logTail(logFile)}`);
  }
}

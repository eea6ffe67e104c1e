import type { Running } from './process/launch.js';

/** A server that runs on this machine for us. */
export interface ServerHandle {
  /** Where clients connect, with credentials. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Ends it in good order and waits until it is gone. Stopping twice is fine. */
  stop(): Promise<void>;
  /** Sends it a signal, for fault tests. */
  kill(signal: NodeJS.Signals): void;
}

/** A handle to a program that {@link Running.ready | serves}. */
export function serverHandle(running: Running, where: { url: string; port: number }): ServerHandle {
  return {
    ...where,
    pid: running.pid,
    exited: running.exited,
    stop: () => running.stop(),
    kill: (signal) => running.kill(signal),
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync } from 'node:fs';
import { waitFor } from '../wait.js';
import { isRunning, type ProcessRef, processIdentity } from './identity.js';
import { logTail, openLog } from './log-file.js';
import type { Reaper } from './reaper.js';
import { killGroup, type StopPlan, sendSignal, stopProcess } from './stop-process.js';

/** A program to run, everything about it but when. */
export interface ProgramSpec {
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv | undefined;
  cwd?: string | undefined;
  logFile: string;
  stopPlan: StopPlan;
  /** Stopped after those with a lower number: databases come after the services that use them (0). */
  stopPhase?: number;
  /** Whether it serves; asked again and again after the start. Throwing means not yet. */
  isReady(): Promise<boolean>;
}

export interface Running {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process has ended and the rest of its process group is gone. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Resolves when it serves. @throws when it exits first or `timeoutMs` pass, with the tail of its log. */
  ready(timeoutMs: number, signal?: AbortSignal): Promise<void>;
  /** Ends it by its stop plan, or by the one given, and waits until it is gone. */
  stop(plan?: StopPlan): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Spawns a program in a process group of its own, so that a Ctrl-C in the terminal reaches only us and we decide the
 * order of the end. Its output goes straight into its log file; the reaper is told, so that it never outlives us.
 */
export function launch(spec: ProgramSpec, reaper: Reaper, options: { unref?: boolean } = {}): Running {
  const log = openLog(spec.logFile);
  const logStart = fstatSync(log).size;
  const child = spawn(spec.command, spec.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: spec.env ?? process.env,
    cwd: spec.cwd,
  });
  closeSync(log);
  const { pid } = child;
  const spawnError = new Promise<never>((_, reject) => child.once('error', reject));
  spawnError.catch(() => {});
  const ref: ProcessRef | undefined = pid === undefined ? undefined : { pid, identity: processIdentity(pid) ?? '' };
  if (ref) reaper.watch(ref, spec);
  if (options.unref) child.unref();

  const exited = exitOf(child).then((exit) => {
    if (ref) {
      killGroup(ref.pid);
      reaper.unwatch(ref);
    }
    return exit;
  });

  const describeExit = async () => {
    const { code, signal } = await exited;
    const tail = logTail(spec.logFile, logStart);
    throw new Error(`${spec.name} ended while starting (${signal ?? `exit code ${code}`})${tail && `:\n${tail}`}`);
  };

  return {
    name: spec.name,
    pid: pid ?? -1,
    exited,
    async ready(timeoutMs, signal) {
      const given = new AbortController();
      const what = `${spec.name} (log: ${spec.logFile})`;
      const signals = AbortSignal.any(signal ? [given.signal, signal] : [given.signal]);
      const answering = waitFor(() => spec.isReady(), { what, timeoutMs, signal: signals });
      answering.catch(() => {});
      try {
        await Promise.race([answering, describeExit(), spawnError]);
      } finally {
        given.abort();
      }
    },
    async stop(plan = spec.stopPlan) {
      if (!ref) return;
      // An unreferenced child would let the event loop run dry before its exit is seen.
      child.ref();
      await stopProcess(ref, plan);
      await exited;
    },
    kill(signal) {
      child.ref();
      if (ref && isRunning(ref)) sendSignal(ref.pid, signal);
    },
  };
}

function exitOf(child: ChildProcess): Running['exited'] {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => child.pid === undefined && resolve({ code: 127, signal: null }));
  });
}

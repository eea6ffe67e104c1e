import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '@samvad/core';

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));

export interface WorkerProcess {
  pid: number;
  /** Resolves with the exit code, or with the signal that ended it. */
  ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
}

/** A worker in a process of its own, which can be killed; its temporary files go into `tmp`. */
export function startWorkerProcess(
  t: { teardown(work: () => unknown): void },
  config: Config,
  env: { TMPDIR: string; PATH?: string },
): WorkerProcess {
  const settings = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...settings, ...env },
    stdio: 'inherit',
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { pid: child.pid ?? -1, ended, kill: (signal) => void child.kill(signal) };
}

/** Processes that work in a folder or below it, by their working directory. */
export function processesIn(dir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(dir);
      } catch {
        return false;
      }
    });
}

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

let watchdog: ChildProcess | undefined;

/**
 * Starts a program of Node's in a process group of its own, with as many open files as the system allows. It never
 * outlives this process, not even when that is killed.
 */
export function startChild(program: string, nodeFlags: readonly string[], options: SpawnOptions): ChildProcess {
  // The shell only raises the limit, then becomes the program: the pid is the program's.
  const script = 'ulimit -n "$(ulimit -H -n)"; exec "$@"';
  const args = ['-c', script, 'sh', process.execPath, ...nodeFlags, program];
  const child = spawn('/bin/sh', args, { ...options, detached: true });
  const { pid } = child;
  if (pid !== undefined) {
    watch(`+${pid}`);
    child.once('exit', () => watch(`-${pid}`));
  }
  return child;
}

/** SIGTERM, and after `patience` milliseconds SIGKILL. Resolves when the process has ended. */
export async function stopChild(child: ChildProcess, patience = 20_000): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const gaveUp = new AbortController();
  const late = sleep(patience, undefined, { signal: gaveUp.signal }).then(
    () => child.kill('SIGKILL'),
    () => {},
  );
  await ended;
  gaveUp.abort();
  await late;
}

export const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function watch(line: string): void {
  if (!watchdog) {
    const program = fileURLToPath(new URL('./watchdog.js', import.meta.url));
    watchdog = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    watchdog.unref();
    watchdog.stdin?.on('error', () => {});
    (watchdog.stdin as unknown as { unref(): void } | null)?.unref();
  }
  watchdog.stdin?.write(`${line}\n`);
}

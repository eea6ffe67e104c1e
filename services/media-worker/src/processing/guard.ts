import { execa, type Options } from 'execa';
import type { ProcessLimits } from './limits.js';

/**
 * The guard is a shell that stands between us and the program. It caps what the program may use, and it holds the end of
 * a pipe (the lifeline) whose other end only we hold: when that closes, because we want it or because we were killed, the
 * program is killed. That needs no signal handler of ours, so it works after SIGKILL too.
 *
 * `-d` counts the memory that is really data. Address space (`-v`) would count what a runtime merely reserves, which for
 * Node is more than a gigabyte. Where a system lacks a cap, the others hold.
 */
const guard = `
cpu=$1 blocks=$2 kilobytes=$3; shift 3
ulimit -c 0; ulimit -t "$cpu"; ulimit -f "$blocks"; ulimit -d "$kilobytes" 2>/dev/null
exec 3<&0 </dev/null
nice -n 10 "$@" 3<&- &
program=$!
( read -r nothing <&3; kill -9 "$program" ) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$program" 2>/dev/null; code=$?
kill -9 "$watcher"; wait "$watcher" 2>/dev/null
times >&2
exit "$code"`;

/** Milliseconds that the guard gets to stop its program, before both are killed from here. */
const stopWithin = 2000;
const keptErrorBytes = 8192;

export interface GuardedProgram {
  file: string;
  args: string[];
  /** Where it runs, and where its temporary files go. */
  workDir: string;
  limits: ProcessLimits;
  signal: AbortSignal;
  onOutput?(chunk: Buffer): void;
}

export interface GuardedEnd {
  /** As a shell says it: 128 and the signal's number for a program that was killed. */
  code: number;
  /** CPU time that it took, in milliseconds. */
  cpuMs: number;
  /** The end of what it complained of. */
  complaints: string;
}

/**
 * Runs a program under the limits, with an environment that holds nothing of ours.
 *
 * Resolves when it has ended, however it ended. Rejects with the signal's reason when aborted. Either way no process is
 * left by then.
 */
export async function runGuarded({
  file,
  args,
  workDir,
  limits,
  signal,
  onOutput,
}: GuardedProgram): Promise<GuardedEnd> {
  signal.throwIfAborted();
  const caps = [
    Math.ceil(limits.cpuMs / 1000),
    Math.ceil(limits.outputBytes / 512),
    Math.ceil(limits.memoryBytes / 1024),
  ].map(String);
  const child = execa('sh', ['-c', guard, 'guard', ...caps, file, ...args], {
    cwd: workDir,
    // LC_ALL: times are written with a point.
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TMPDIR: workDir, HOME: workDir, MALLOC_ARENA_MAX: '2' },
    extendEnv: false,
    // A group of its own: a Ctrl-C in our terminal is not for it.
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
    stdin: 'pipe',
  } satisfies Options);

  let complaints = Buffer.alloc(0);
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = Buffer.concat([complaints, chunk]).subarray(-keptErrorBytes);
  });
  child.stdout.on('data', (chunk: Buffer) => onOutput?.(chunk));
  // A guard that is gone already is no news.
  child.stdin.on('error', () => {});

  const killAll = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody is left.
    }
  };
  let lastResort: NodeJS.Timeout | undefined;
  const stop = () => {
    child.stdin.destroy();
    lastResort = setTimeout(killAll, stopWithin);
  };
  // A guard that was killed has left its program behind, which would keep our pipes open.
  child.once('exit', (_code, killer) => killer && killAll());
  signal.addEventListener('abort', stop, { once: true });
  const result = await child.finally(() => {
    signal.removeEventListener('abort', stop);
    clearTimeout(lastResort);
  });
  signal.throwIfAborted();
  if (result.exitCode === undefined) throw new Error(`${file} was lost`, { cause: result.cause });
  const text = complaints.toString();
  return { code: result.exitCode, cpuMs: cpuMsOf(text), complaints: text };
}

/** The last line is the guard's: what its children used, of their own and of the system's time. */
function cpuMsOf(complaints: string): number {
  const [, ...times] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(complaints) ?? [];
  const [minutes = 0, seconds = 0, systemMinutes = 0, systemSeconds = 0] = times.map(Number);
  return Math.round(((minutes + systemMinutes) * 60 + seconds + systemSeconds) * 1000);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ProcessRef, processIdentity } from './identity.js';
import type { StopPlan } from './stop-process.js';

/** One line from us to the reaper. */
export type ReaperMessage =
  | { watch: ProcessRef; stopPlan: StopPlan; stopPhase: number }
  | { unwatch: ProcessRef }
  | { removeDir: string }
  | { clusterFile: string }
  | { goodbye: true };

export type NamedRef = ProcessRef & { name: string };

/**
 * Our last will: a tiny process that outlives us. It holds the reading end of a pipe from us; when that closes with no
 * goodbye, however we died, it stops every process it watches, so that nothing is left running.
 */
export interface Reaper {
  /** The reaper's own process, undefined between its death and its replacement. */
  readonly ref: ProcessRef | undefined;
  /** What it would stop if we died now. */
  readonly watched: readonly NamedRef[];
  watch(ref: ProcessRef, how: { name: string; stopPlan: StopPlan; stopPhase?: number }): void;
  unwatch(ref: ProcessRef): void;
  /** Removes a temporary folder once all is stopped. */
  removeDir(dir: string): void;
  /** Lets the reaper exit without doing anything. */
  goodbye(): void;
}

/**
 * Starts a reaper for this process. It does not keep the event loop alive. Should it be killed, another takes over.
 *
 * @param options.clusterFile a cluster.json to keep true while the reaper is at work, and to leave empty
 * @param options.onChange called when `ref` or `watched` have changed
 */
export function startReaper(options: { clusterFile?: string; onChange?: () => void } = {}): Reaper {
  const { onChange = () => {} } = options;
  const watched = new Map<string, { name: string; message: Extract<ReaperMessage, { watch: unknown }> }>();
  const lasting: ReaperMessage[] = options.clusterFile ? [{ clusterFile: options.clusterFile }] : [];
  let child: ChildProcess;
  let ref: ProcessRef | undefined;
  let done = false;

  const send = (message: ReaperMessage) => child.stdin?.write(`${JSON.stringify(message)}\n`);
  const start = (restarted: boolean) => {
    child = spawnReaper();
    ref = child.pid === undefined ? undefined : { pid: child.pid, identity: processIdentity(child.pid) ?? '' };
    child.once('exit', () => {
      ref = undefined;
      if (!done) setTimeout(start, 100, true).unref();
    });
    for (const message of lasting) send(message);
    for (const { message } of watched.values()) send(message);
    if (restarted) onChange();
  };
  start(false);

  return {
    get ref() {
      return ref;
    },
    get watched() {
      return [...watched.values()].map(({ name, message }) => ({ ...message.watch, name }));
    },
    watch(target, { name, stopPlan, stopPhase = 0 }) {
      const message = { watch: target, stopPlan, stopPhase };
      watched.set(key(target), { name, message });
      send(message);
      onChange();
    },
    unwatch(target) {
      watched.delete(key(target));
      send({ unwatch: target });
      onChange();
    },
    removeDir(dir) {
      const message: ReaperMessage = { removeDir: dir };
      lasting.push(message);
      send(message);
    },
    goodbye() {
      done = true;
      send({ goodbye: true });
      child.stdin?.end();
    },
  };
}

/** The key under which one process is kept in maps. */
export function key(ref: ProcessRef): string {
  return `${ref.pid} ${ref.identity}`;
}

function spawnReaper(): ChildProcess {
  const program = fileURLToPath(new URL('./reaper-main.js', import.meta.url));
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return child;
}

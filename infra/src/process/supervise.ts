import { setTimeout as sleep } from 'node:timers/promises';
import { launch, type ProgramSpec, type Running } from './launch.js';
import type { Reaper } from './reaper.js';
import type { StopPlan } from './stop-process.js';

const FIRST_DELAY_MS = 200;
const LAST_DELAY_MS = 5_000;
/** Who lived this long was not failing at the start: its next restart comes quickly again. */
const HEALTHY_AFTER_MS = 10_000;
/** A replacement counts as running when it serves, but one that lives without serving is not hidden for longer. */
const SHOWN_AFTER_MS = 5_000;

export interface Supervised {
  readonly name: string;
  /** The process that runs now; undefined between a death and its replacement. */
  readonly pid: number | undefined;
  /** Stops it in good order and starts it anew; resolves when the new one serves. */
  restart(): Promise<void>;
  /** Ends it for good, by its own stop plan or the one given. */
  stop(plan?: StopPlan): Promise<void>;
  /** Sends the running process a signal. */
  kill(signal: NodeJS.Signals): void;
}

export interface SuperviseOptions {
  reaper: Reaper;
  /** How long the first start may take, in milliseconds. */
  readyTimeoutMs: number;
  /** Gives the first start up. */
  signal?: AbortSignal | undefined;
  /** The pid has changed. */
  onChange(): void;
  /** One line for people about an unexpected end. */
  log(line: string): void;
}

/**
 * Starts a program, waits until it serves, and from then on starts it again whenever it ends by itself: after 200 ms,
 * doubling up to 5 s while it keeps ending early.
 *
 * @throws Error when the first start fails; nothing is left running then
 */
export async function supervise(spec: ProgramSpec, options: SuperviseOptions): Promise<Supervised> {
  const { reaper, readyTimeoutMs, onChange, log } = options;
  const stopping = new AbortController();
  let running = launch(spec, reaper);
  let shownPid: number | undefined;
  let delayMs = FIRST_DELAY_MS;
  let restarting = false;

  try {
    await running.ready(readyTimeoutMs, options.signal);
  } catch (error) {
    await running.stop([
      ['SIGTERM', 1_000],
      ['SIGKILL', 5_000],
    ]);
    throw error;
  }
  const show = (pid: number | undefined) => {
    shownPid = pid;
    onChange();
  };
  show(running.pid);

  const showWhenServing = async (process: Running) => {
    await process.ready(SHOWN_AFTER_MS, stopping.signal).catch(() => {});
    const ended = await Promise.race([process.exited.then(() => true), false]);
    if (process === running && !ended) show(process.pid);
  };

  const watch = async () => {
    while (!stopping.signal.aborted) {
      const startedAt = Date.now();
      const { code, signal } = await running.exited;
      show(undefined);
      if (stopping.signal.aborted) return;
      if (restarting || Date.now() - startedAt > HEALTHY_AFTER_MS) delayMs = FIRST_DELAY_MS;
      if (!restarting) {
        log(`${spec.name} ended (${signal ?? `exit code ${code}`}), starting it again`);
        await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
        delayMs = Math.min(delayMs * 2, LAST_DELAY_MS);
      }
      if (stopping.signal.aborted) return;
      restarting = false;
      running = launch(spec, reaper);
      void showWhenServing(running);
    }
  };
  const watching = watch();

  return {
    name: spec.name,
    get pid() {
      return shownPid;
    },
    async restart() {
      restarting = true;
      const before = running;
      await before.stop();
      while (running === before) await sleep(5, undefined, { signal: stopping.signal });
      await running.ready(readyTimeoutMs, stopping.signal);
    },
    async stop(plan) {
      stopping.abort(new Error(`${spec.name} is being stopped`));
      await running.stop(plan);
      await watching;
    },
    kill: (signal) => running.kill(signal),
  };
}

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeFileAtomic } from '../atomic-file.js';
import { isRunning, ownRef, type ProcessRef } from '../process/identity.js';
import type { NamedRef } from '../process/reaper.js';
import { KILL_PLAN, type StopPlan, stopProcess } from '../process/stop-process.js';
import { waitFor } from '../wait.js';

/** Who holds a data folder, and what it had running: what a later start needs to clean up after a killed one. */
interface LockState {
  owner: ProcessRef;
  url: string;
  reaper?: ProcessRef | undefined;
  children: readonly NamedRef[];
}

export interface Lock {
  update(state: Omit<LockState, 'owner'>): void;
  release(): void;
}

/** As long as a reaper may need for three phases of patient stopping. */
const REAPER_TIMEOUT_MS = 60_000;

/**
 * Takes a data folder for this process. After a killed owner it first waits for its reaper, or stops what is left
 * itself; a process is only ever signalled when its pid and its start time are the noted ones.
 *
 * @throws Error naming the URL when another living cluster holds it
 */
export async function takeLock(file: string, log: (line: string) => void): Promise<Lock> {
  const state = { owner: ownRef(), url: '', children: [] } satisfies LockState;
  const leftover = replaceDeadOwner(file, state);
  if (leftover) await cleanUpAfter(leftover, log);
  return {
    update: (next) => writeFileAtomic(file, JSON.stringify({ ...next, owner: state.owner }), 0o600),
    release: () => rmSync(file, { force: true }),
  };
}

function replaceDeadOwner(file: string, state: LockState): LockState | undefined {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(state), { mode: 0o600 });
  try {
    let leftover: LockState | undefined;
    // link() fails when the name is taken, so of two simultaneous starts only one gets it.
    while (!tryLink(mine, file)) {
      const seen = read(file);
      if (seen && isRunning(seen.owner)) throw inUse(seen);
      leftover = moveAway(file) ?? leftover;
    }
    return leftover;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Takes a dead owner's lock out of the way; should a living one have come in between, puts it back. */
function moveAway(file: string): LockState | undefined {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch {
    return undefined;
  }
  const moved = read(aside);
  if (moved && isRunning(moved.owner)) {
    tryLink(aside, file);
    rmSync(aside);
    throw inUse(moved);
  }
  rmSync(aside);
  return moved;
}

async function cleanUpAfter(leftover: LockState, log: (line: string) => void): Promise<void> {
  const { reaper } = leftover;
  if (reaper && isRunning(reaper)) {
    log('The last run was killed; waiting until what it left behind has stopped');
    const what = 'the end of what the last run left behind';
    await waitFor(() => !isRunning(reaper), { what, timeoutMs: REAPER_TIMEOUT_MS }).catch(() => {});
    if (isRunning(reaper)) await stopProcess(reaper, KILL_PLAN);
  }
  const alive = leftover.children.filter(isRunning);
  if (alive.length > 0) log(`Stopping what the last run left behind: ${alive.map(({ name }) => name).join(', ')}`);
  const databasesLast = (child: { name: string }) => (/^(postgres|redis)$/.test(child.name) ? 1 : 0);
  for (const phase of [0, 1]) {
    await Promise.all(
      alive.filter((child) => databasesLast(child) === phase).map((child) => stopProcess(child, planFor(child.name))),
    );
  }
}

function planFor(name: string): StopPlan {
  const first = name === 'postgres' ? 'SIGINT' : 'SIGTERM';
  return [[first, 10_000], ...KILL_PLAN];
}

function inUse({ owner, url }: LockState): Error {
  const where = url ? `at ${url}` : 'and is just starting';
  return new Error(`Samvad already runs on this data folder ${where} (process ${owner.pid})`);
}

function read(file: string): LockState | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockState;
  } catch {
    return undefined;
  }
}

function tryLink(existing: string, name: string): boolean {
  try {
    linkSync(existing, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

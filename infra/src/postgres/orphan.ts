import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../atomic-file.js';
import { commandLine, isRunning, ownRef, type ProcessRef, processIdentity } from '../process/identity.js';
import { type StopPlan, stopProcess } from '../process/stop-process.js';

/** Fast shutdown; after 10 s an immediate one, from which the next start recovers by its log. */
export const POSTGRES_STOP_PLAN: StopPlan = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/**
 * Takes a database folder for this process: notes us as its owner and stops a Postgres that runs on it although the
 * process that started it is gone.
 *
 * @throws Error when another living process owns it
 */
export async function claimDatabaseDir(dir: string): Promise<void> {
  const ownerFile = join(dir, 'owner.json');
  const owner = readOwner(ownerFile);
  const running = runningPostmaster(join(dir, 'data'));
  if (running && owner && owner.pid !== process.pid && isRunning(owner)) {
    throw new Error(`the database in ${dir} is in use by process ${owner.pid}`);
  }
  if (running && !(await stopProcess(running, POSTGRES_STOP_PLAN))) {
    throw new Error(`an orphaned Postgres (process ${running.pid}) still runs on ${dir} and does not stop`);
  }
  writeFileAtomic(ownerFile, JSON.stringify(ownRef()), 0o600);
}

/** The Postgres that runs on a data folder, judged by its postmaster.pid and, as pids are recycled, its command line. */
function runningPostmaster(data: string): ProcessRef | undefined {
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return undefined;
  }
  const identity = processIdentity(pid);
  const command = commandLine(pid);
  if (!identity || !command.includes('postgres') || !command.includes(data)) return undefined;
  return { pid, identity };
}

function readOwner(file: string): ProcessRef | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRef;
  } catch {
    return undefined;
  }
}

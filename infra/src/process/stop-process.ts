import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessRef } from './identity.js';

/** How to stop a process: each signal with the milliseconds to wait for its effect before the next one. */
export type StopPlan = readonly (readonly [signal: NodeJS.Signals, waitMs: number])[];

/** For a process with nothing to lose. */
export const KILL_PLAN: StopPlan = [['SIGKILL', 5_000]];

/**
 * Carries out `plan` until the process is gone, then kills what is left of its process group (a child's own children,
 * such as nginx's workers when their master was killed). Never signals a process that merely inherited the pid.
 *
 * @returns whether the process is gone
 */
export async function stopProcess(ref: ProcessRef, plan: StopPlan): Promise<boolean> {
  for (const [signal, waitMs] of plan) {
    if (!isRunning(ref)) break;
    sendSignal(ref.pid, signal);
    // A stopped process (SIGSTOP) would only see the signal when it is continued.
    sendSignal(ref.pid, 'SIGCONT');
    const deadline = Date.now() + waitMs;
    while (isRunning(ref) && Date.now() < deadline) await sleep(20);
  }
  const gone = !isRunning(ref);
  if (gone) killGroup(ref.pid);
  return gone;
}

/** Kills the remains of the process group that a detached child led. */
export function killGroup(leaderPid: number): void {
  sendSignal(-leaderPid, 'SIGKILL');
}

/** Sends a signal; a process that is gone already is fine. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: it ended by itself; EPERM: not ours, and so not ours to stop
  }
}

import { constants } from 'node:os';
import type { GuardedEnd } from './guard.js';
import type { ProcessLimits } from './limits.js';
import { UnprocessableMediaError, type UnprocessableReason } from './unprocessable.js';

const { SIGHUP, SIGINT, SIGKILL, SIGTERM, SIGXCPU, SIGXFSZ } = constants.signals;
/** The program could not be started, or somebody else ended it; 255 is how ffmpeg ends on a signal. */
const ours = [126, 127, 255, ...[SIGHUP, SIGINT, SIGKILL, SIGTERM].map((signal) => 128 + signal)];
const ourComplaints = /No space left on device|quota exceeded|Too many open files|Read-only file system|No such file/i;
const memory = /Cannot allocate memory|out of memory|malloc.* failed|bad_alloc|failed to allocate|allocation failed/i;

/** Why a program failed: the file's fault is an `UnprocessableMediaError`, anything else is worth another try. */
export function failureOf(program: string, { code, cpuMs, complaints }: GuardedEnd, limits: ProcessLimits): Error {
  const cause = new Error(`${program} ended with ${code}: ${complaints.trim()}`);
  const refused = (reason: UnprocessableReason) => new UnprocessableMediaError(reason, undefined, { cause });
  // The kernel kills within a tick or two of the cap.
  if (code === 128 + SIGXCPU || cpuMs >= Math.ceil(limits.cpuMs / 1000) * 1000 - 100) return refused('TOO_EXPENSIVE');
  if (code === 128 + SIGXFSZ || /File too large/i.test(complaints)) return refused('TOO_EXPENSIVE');
  if (ourComplaints.test(complaints)) return cause;
  // ffmpeg's own words, when it keeps to the bounds that it was given.
  if (/exceeds specified max pixel count/.test(complaints)) return refused('TOO_MANY_PIXELS');
  if (/not on whitelist/.test(complaints)) return refused('UNSUPPORTED');
  if (memory.test(complaints)) return refused('TOO_EXPENSIVE');
  if (ours.includes(code)) return cause;
  return refused('BROKEN');
}

import type { Job } from './job.js';
import { pruneRevocations } from './prune-revocations.js';
import { pruneSessions } from './prune-sessions.js';

/** Everything the workers do. */
export const jobs: Job[] = [pruneSessions, pruneRevocations];

import type { Core, MediaStorage } from '@samvad/core';

/** A job that is safe to run twice, and at the same time on two workers: what is true stands in Postgres. */
export interface Job {
  name: string;
  /** Milliseconds between two runs in the whole cluster. */
  every: number;
  /** Resolves with what is worth knowing of the run. */
  run(core: Core, storage: MediaStorage): Promise<Record<string, number>>;
}

import type { DataFolder } from './data-folder.js';
import type { Members } from './members.js';

/** What the parts of a start share. */
export interface StartContext {
  folder: DataFolder;
  members: Members;
  /** Aborted when the start is given up, from outside or because a part has failed. */
  abort: AbortController;
  /** Does one step of the start and reports how long it took. */
  step<T>(line: string, work: () => Promise<T>): Promise<T>;
}

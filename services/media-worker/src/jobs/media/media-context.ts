import type { Core, MediaQueue, MediaStorage } from '@samvad/core';
import type { WorkFolder } from './work-folder.js';

/** What working on media needs. */
export interface MediaContext {
  core: Core;
  storage: MediaStorage;
  queue: MediaQueue;
  /** For temporary files. */
  folder: WorkFolder;
}

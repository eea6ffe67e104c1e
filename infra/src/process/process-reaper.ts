import { type Reaper, startReaper } from './reaper.js';

let shared: Reaper | undefined;

/** The one reaper of this process for servers that are started one by one, as tests do. */
export function processReaper(): Reaper {
  shared ??= startReaper();
  return shared;
}

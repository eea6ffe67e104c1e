import { setTimeout as delay } from 'node:timers/promises';
import type { Core, MediaRow } from '@samvad/core';

/** A small picture takes some 100 ms: it is looked at often at first (ms). */
const pauses = [50, 50, 100, 100, 200];

/** Waits until the workers have finished with the uploads, at most `MEDIA_WAIT_MS`, and resolves with how they are then. */
export async function waitForWorkers(core: Core, accepted: MediaRow[]): Promise<MediaRow[]> {
  const ids = accepted.map(({ id }) => id);
  const end = performance.now() + core.config.MEDIA_WAIT_MS;
  let rows = accepted;
  for (let i = 0; rows.some(({ status }) => status === 'processing'); i += 1) {
    const left = end - performance.now();
    if (left <= 0) break;
    await delay(Math.min(left, pauses[i] ?? 250));
    // The row is the truth; that a job has ended says nothing of who else may have taken the upload on.
    rows = await core.media.rows(ids);
  }
  return rows;
}

import { outputPrefix, removeUpload } from '@samvad/core';
import type { Job } from './job.js';

/**
 * The bytes of uploads that have been worked on, where removing them failed and the queue was lost as well; and outputs of
 * which a worker had written half when it was killed.
 *
 * What has ended within the last hours is looked at; ids begin with the time, so it is found by the primary key.
 */
export const removeLeftovers: Job = {
  name: 'remove-leftovers',
  every: 60 * 60_000,
  async run({ db, config }, storage) {
    const hours = 3;
    const oldest = Date.now() - hours * 3_600_000 - config.MEDIA_RESUMABLE_SECONDS * 1_000;
    const { rows } = await db.pool.query<{ id: string }>(
      `select id from media where id >= $1 and status in ('ready', 'failed')
        and touched_at between now() - make_interval(hours => $2) and now() - interval '5 minutes'`,
      [firstIdOf(oldest), hours],
    );
    for (const { id } of rows) {
      await removeUpload(storage, id);
      await storage.removeBroken(outputPrefix(id));
    }
    return { uploads: rows.length };
  },
};

/** The first id (UUID version 7) that can have been made at that time (epoch ms). */
function firstIdOf(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

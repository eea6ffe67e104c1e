import { outputPrefix, removeUpload } from '@samvad/core';
import type { MediaContext } from '../media/media-context.js';

const most = 100;

/** Deletes uploads that nobody attached in time, or that never arrived whole: first all objects, then the row. */
export async function collectExpired(context: MediaContext): Promise<void> {
  const { mediaLifecycle } = context.core;
  for (const id of await mediaLifecycle.expire(most)) {
    try {
      await removeUpload(context.storage, id);
      await context.storage.removeAll(outputPrefix(id));
      if (await isQuiet(context, id)) await mediaLifecycle.remove(id);
    } catch (error) {
      // It is still there for the next sweep, and must not keep the others from being collected.
      context.core.log.warn({ err: error, mediaId: id }, 'an expired upload could not be deleted');
    }
  }
}

/**
 * Whether nobody can still be writing objects of it. A worker notices by its next heartbeat that the upload has expired;
 * until then the row stays, and the next sweep removes what came in between.
 */
async function isQuiet({ core }: MediaContext, id: string): Promise<boolean> {
  const { rowCount } = await core.db.pool.query(
    `select from media where id = $1 and (attempts = 0 or touched_at < now() - make_interval(secs => $2))`,
    [id, (4 * core.config.MEDIA_SWEEP_MS) / 1_000],
  );
  return rowCount === 1;
}

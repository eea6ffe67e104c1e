import { type MediaRow, outputPrefix, removeUpload } from '@samvad/core';
import type { MediaContext } from './media-context.js';

/**
 * Tells everyone that a media is `ready` or `failed`, and removes what is not needed any more.
 *
 * The job ends only after this, so a worker that dies in between, or a storage that is away, makes it run again.
 */
export async function endMedia({ core, storage }: MediaContext, row: MediaRow): Promise<void> {
  await core.mediaUpdates.announce(row);
  if (row.status === 'failed') await storage.removeAll(outputPrefix(row.id));
  await removeUpload(storage, row.id);
}

/** Ends an upload as `failed`, unless it has ended already. `reason` and `message` are what its sender sees. */
export async function failMedia(context: MediaContext, id: string, reason: string, message: string): Promise<void> {
  const { core } = context;
  const row = await core.mediaLifecycle.fail(id, reason, message);
  if (!row) return endAgain(context, id);
  core.metrics.mediaFailures.inc({ reason });
  core.log.info({ mediaId: id, reason, attempts: row.attempts }, 'media failed');
  await endMedia(context, row);
}

/** For an upload that has ended: whoever ended it may have died before it had told anybody. */
export async function endAgain(context: MediaContext, id: string): Promise<void> {
  const row = await context.core.media.row(id);
  if (row?.status === 'ready' || row?.status === 'failed') await endMedia(context, row);
}

/** After `finish` came too late: the outputs are the ready media's, or nobody's. */
export async function discardOutputs(context: MediaContext, id: string): Promise<void> {
  const row = await context.core.media.row(id);
  // Two attempts write the same objects: those of one that is ready, or goes on, are not ours to take away.
  if (row?.status === 'ready' || row?.status === 'processing') return;
  await context.storage.removeAll(outputPrefix(id));
}

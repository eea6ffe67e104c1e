import { buffer } from 'node:stream/consumers';
import { AppError } from '@samvad/contract';
import type { Core } from '../context.js';
import type { MediaQueue } from './media-queue.js';
import { type MediaRow, uploadKey, uploadPrefix } from './media-row.js';
import { recognisableBytes, recognise, requireDeclared } from './recognise.js';
import type { MediaStorage } from './storage/media-storage.js';
import { requireSize } from './upload-limits.js';

export interface UploadPlace {
  core: Core;
  storage: MediaStorage;
  queue: MediaQueue;
}

/** What a resumable upload keeps beside its bytes: only it does, so this tells it from others. */
export const resumableNote = (id: string, kind: MediaStorage['kind']) =>
  `${uploadKey(id)}${kind === 'local' ? '.json' : '.info'}`;

/** Removes whatever either door has stored of an upload. Safe to repeat. */
export const removeUpload = (storage: MediaStorage, id: string): Promise<void> => storage.removeAll(uploadPrefix(id));

/** Refused or broken off: neither object nor row is left, or the sweep will see to it. Does nothing to an accepted one. */
export async function discardUpload(
  { core, storage }: Pick<UploadPlace, 'core' | 'storage'>,
  id: string,
): Promise<void> {
  try {
    if (!(await core.mediaLifecycle.abandon(id))) return;
    await removeUpload(storage, id);
    await core.mediaLifecycle.remove(id);
  } catch (error) {
    core.log.warn({ err: error, mediaId: id }, 'a refused upload is left to the sweep');
  }
}

/** Hands accepted uploads to the workers. What the queue does not take is found by the workers' sweep. */
export async function enqueue({ core, queue }: UploadPlace, ids: readonly string[]): Promise<void> {
  const results = await Promise.allSettled(ids.map((id) => queue.add(id)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) core.log.warn({ err: failed.reason }, 'the media queue took no job; the sweep will');
}

/**
 * Ends a resumable upload of which all bytes are stored. Resolves with its row, whoever accepted it; undefined when there
 * is no such upload, or not all of it. What the bytes are decides: throws `UNSUPPORTED_MEDIA_TYPE`, `UNPROCESSABLE_MEDIA`
 * or `PAYLOAD_TOO_LARGE`, and then nothing is left. Safe to repeat, and on several nodes at once: whoever received the
 * last byte may have died right after.
 */
export async function completeUpload(place: UploadPlace, id: string): Promise<MediaRow | undefined> {
  const { core, storage } = place;
  const upload = await core.mediaLifecycle.uploading(id);
  if (!upload) return core.media.row(id);
  const size = await storage.size(uploadKey(id));
  if (size !== Number(upload.upload_size)) return undefined;
  try {
    const end = Math.min(size, recognisableBytes) - 1;
    const head = size === 0 ? Buffer.alloc(0) : await buffer(await storage.get(uploadKey(id), { start: 0, end }));
    const seen = await recognise(head);
    requireDeclared(seen, upload.type);
    requireSize(core.config, seen.type, size);
    const [accepted] = await core.mediaLifecycle.acceptAll([{ id, ...seen, size }]);
    if (!accepted) return core.media.row(id);
    await storage
      .remove(resumableNote(id, storage.kind))
      .catch((error: unknown) => core.log.warn({ err: error, mediaId: id }, 'a note of an upload is left'));
    await enqueue(place, [id]);
    return accepted;
  } catch (error) {
    if (error instanceof AppError) await discardUpload(place, id);
    throw error;
  }
}

/**
 * Completes resumable uploads whose last byte was stored by a node that died right after, and whose client never asked
 * again. Resolves with how many. For the workers' sweep.
 */
export async function completeStalled(place: UploadPlace, limit = 100): Promise<number> {
  const { core, storage } = place;
  let completed = 0;
  for (const id of await core.mediaLifecycle.stalled(limit)) {
    try {
      if ((await storage.size(resumableNote(id, storage.kind))) === undefined) continue;
      if (await completeUpload(place, id)) completed += 1;
    } catch (error) {
      core.log.info({ err: error, mediaId: id }, 'an upload could not be completed');
    }
  }
  return completed;
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isConnectionFault, type MediaRow } from '@samvad/core';
import { defaultLimits, processMedia, UnprocessableMediaError } from '../processing/index.js';
import { discardOutputs, endAgain, endMedia, failMedia } from './media/end-media.js';
import { fetchUpload } from './media/fetch-upload.js';
import type { MediaContext } from './media/media-context.js';
import { MediaHold } from './media/media-hold.js';
import { StorageFault } from './media/storage-fault.js';
import { storeOutputs } from './media/store-outputs.js';

export interface JobControl {
  /** Aborted when the worker has to leave. */
  signal: AbortSignal;
  onProgress(percent: number): void;
}

/** The worker has to leave before the upload is done: another one takes it up. */
export class Interrupted extends Error {}

/** So long (ms) an upload waits for a storage that is away before that counts against it. */
const forgivenMilliseconds = 86_400_000;

/**
 * Makes of an upload what people will see, and ends it as `ready` or `failed`. Safe to run twice, and at the same time on
 * two workers.
 *
 * Resolves when there is nothing more to do. Throws `Interrupted`, or whatever has gone wrong that may not go wrong again:
 * it is then to be run again.
 */
export async function processUpload(context: MediaContext, id: string, control: JobControl): Promise<void> {
  const { core, folder } = context;
  const row = await core.mediaLifecycle.attempt(id);
  if (!row) return endAgain(context, id);
  if (row.attempts > core.config.MEDIA_ATTEMPTS) {
    return failMedia(context, id, 'PROCESSING_CRASHED', 'This file could not be processed');
  }
  const hold = new MediaHold(core, row);
  let ready: MediaRow | undefined;
  try {
    ready = await folder.within((path) => work(context, row, hold, path, control));
  } catch (error) {
    return await settle(context, row, hold, control.signal, error);
  } finally {
    hold.release();
  }
  return ready ? endMedia(context, ready) : discardOutputs(context, id);
}

/** Undefined when another attempt has ended it, or nobody waits for it any more. */
async function work(
  context: MediaContext,
  { id, type, format }: MediaRow,
  hold: MediaHold,
  dir: string,
  control: JobControl,
): Promise<MediaRow | undefined> {
  const { mediaLifecycle, metrics } = context.core;
  const signal = AbortSignal.any([control.signal, hold.lost]);
  const stop = metrics.mediaProcessingSeconds.startTimer();
  const path = await fetchUpload(context, id, join(dir, 'upload'), signal);
  const workDir = join(dir, 'work');
  await mkdir(workDir);
  const media = await processMedia({
    path,
    format,
    kind: type,
    workDir,
    limits: defaultLimits,
    signal,
    onProgress: control.onProgress,
    onPreview: (preview) => mediaLifecycle.preview(id, preview),
  });
  // What a later attempt may have stored is not overwritten.
  await hold.assert();
  const variants = await storeOutputs(context, id, media.outputs, signal);
  const full = variants.find(({ name }) => name === 'full');
  if (!full) throw new Error('processing has made nothing to show');
  const ready = await mediaLifecycle.finish(id, {
    ...media,
    type: media.kind,
    format: full.format,
    size: full.size,
    variants,
  });
  if (ready) stop({ type: ready.type });
  return ready;
}

/** Decides what an attempt that did not succeed means for the upload. Throws when it is to be tried again. */
async function settle(context: MediaContext, row: MediaRow, hold: MediaHold, leave: AbortSignal, error: unknown) {
  const { core } = context;
  const { id } = row;
  if (error instanceof UnprocessableMediaError) return failMedia(context, id, error.reason, error.message);
  if (hold.lost.aborted) return discardOutputs(context, id);
  if (leave.aborted) {
    await hold.giveBack();
    throw new Interrupted('the worker has to leave', { cause: error });
  }
  const ofOurs = error instanceof StorageFault || isConnectionFault(error);
  if (ofOurs && Date.now() - row.created_at.getTime() < forgivenMilliseconds) {
    await hold.giveBack();
    throw error;
  }
  core.log.error({ err: error, mediaId: id, attempts: row.attempts }, 'an attempt at a media failed');
  if (row.attempts < core.config.MEDIA_ATTEMPTS) throw error;
  return failMedia(context, id, 'PROCESSING_FAILED', 'This file could not be processed');
}

import { completeStalled } from '@samvad/core';
import type { MediaContext } from '../media/media-context.js';
import { removeDeadFolders } from '../media/work-folder.js';
import { collectExpired } from './collect-expired.js';
import { measureQueue } from './measure-queue.js';
import { repeat } from './repeat.js';
import { requeueForgotten } from './requeue-forgotten.js';

/** What every worker does all the time, whether or not others do it too. Returns how to end it. */
export function startSweeps(context: MediaContext): () => void {
  const { config, log } = context.core;
  const every = config.MEDIA_SWEEP_MS;
  // Each by itself: while Redis is away the storage is cleaned all the same, and the other way round.
  const ends = [
    repeat('looking for forgotten uploads', every, () => requeueForgotten(context), log),
    repeat('completing uploads', every, () => completeStalled(context), log),
    repeat('collecting expired uploads', every, () => collectExpired(context), log),
    repeat('removing temporary files of dead workers', every, removeDeadFolders, log),
    repeat('measuring the media queue', Math.min(every, 5_000), () => measureQueue(context), log),
  ];
  return () => {
    for (const end of ends) end();
  };
}

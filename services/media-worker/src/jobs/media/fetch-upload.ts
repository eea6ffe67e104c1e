import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { uploadKey } from '@samvad/core';
import type { MediaContext } from './media-context.js';
import { withStorage } from './storage-fault.js';

/** Copies an upload to a file, and resolves with the path of that. */
export async function fetchUpload(
  { storage, core }: MediaContext,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  await withStorage(async (limit) => {
    const bytes = await storage.get(uploadKey(id));
    const file = createWriteStream(path);
    await pipeline(bytes, file, { signal: limit });
    core.metrics.mediaBytes.inc({ direction: 'fetched' }, file.bytesWritten);
  }, signal);
  return path;
}

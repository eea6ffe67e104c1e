import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { outputKey, type StoredVariant } from '@samvad/core';
import type { ProcessedMedia } from '../../processing/index.js';
import type { MediaContext } from './media-context.js';
import { withStorage } from './storage-fault.js';

/** Stores everything that was made of an upload, and resolves with what the row says of it. */
export async function storeOutputs(
  { storage, core }: MediaContext,
  id: string,
  outputs: ProcessedMedia['outputs'],
  signal: AbortSignal,
): Promise<StoredVariant[]> {
  const variants: StoredVariant[] = [];
  for (const { variant, path, format, size, width, height } of outputs) {
    await withStorage(async (limit) => {
      const bytes = addAbortSignal(limit, createReadStream(path));
      try {
        await storage.put(outputKey(id, variant), bytes, { format, size });
      } finally {
        bytes.destroy();
      }
    }, signal);
    core.metrics.mediaBytes.inc({ direction: 'stored' }, size);
    variants.push({ name: variant, format, size, width, height });
  }
  return variants;
}

import type { Readable } from 'node:stream';
import type { MediaType } from '@samvad/contract';
import {
  cleanFileName,
  discardUpload,
  largestUpload,
  recognisableBytes,
  recognise,
  requireDeclared,
  type SeenUpload,
  tooLarge,
  type UploadPlace,
  uploadKey,
} from '@samvad/core';
import { storageFault } from '../storage-fault.js';
import { CheckedBytes } from './checked-bytes.js';

export interface ArrivingFile {
  ownerId: string;
  name: string;
  bytes: Readable;
  /** Undefined while it is not known yet: then it is checked in the end. */
  declared: MediaType | undefined;
  /** Bytes it has at most, as far as is known; counts against the quota until the true size is known. */
  atMost: number;
}

/** Recognises a file by its first bytes and stores it. When that fails, nothing is left, and `bytes` is destroyed. */
export async function storeFile(place: UploadPlace, file: ArrivingFile): Promise<SeenUpload> {
  const { core, storage } = place;
  const bytes = new CheckedBytes(file.bytes);
  try {
    const seen = await recognise(await bytes.head(recognisableBytes));
    if (file.declared) requireDeclared(seen, file.declared);
    const limit = largestUpload(core.config, seen.type);
    const { id } = await core.mediaLifecycle.begin({
      ownerId: file.ownerId,
      name: cleanFileName(file.name),
      ...seen,
      size: Math.min(limit, file.atMost),
      expiresInSeconds: core.config.MEDIA_UPLOAD_SECONDS + 600,
    });
    try {
      const stream = bytes.stream(limit, () => tooLarge(core.config, seen.type));
      await storage.put(uploadKey(id), stream, { format: seen.format });
    } catch (error) {
      await discardUpload(place, id);
      throw bytes.fault ?? storageFault(error);
    }
    return { id, ...seen, size: bytes.size };
  } catch (error) {
    bytes.destroy();
    throw error;
  }
}

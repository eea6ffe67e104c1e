import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isDiskFull, StorageFullError } from '@samvad/core';
import { FileStore } from '@tus/file-store';

/** Uploads as files that grow, each with a note of what was declared beside it. */
export class ResumableFiles extends FileStore {
  /** Resolves with the new offset once the bytes are durable; when it rejects, what has arrived is kept. */
  override async write(bytes: Readable, id: string, offset: number): Promise<number> {
    const path = join(this.directory, id);
    const file = createWriteStream(path, { flags: 'r+', start: offset });
    try {
      await pipeline(bytes, file);
    } catch (error) {
      throw isDiskFull(error) ? new StorageFullError(error) : error;
    }
    await sync(path);
    return offset + file.bytesWritten;
  }
}

/** The offset that a client is told must hold after a power cut. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

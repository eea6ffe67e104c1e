import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileStorage } from '@flystorage/file-storage';
import { LocalStorageAdapter } from '@flystorage/local-fs';
import { findInCauses } from './causes.js';
import { type ByteRange, type MediaStorage, ObjectMissingError, StorageFullError } from './media-storage.js';

/** In the names of files that are still being written. */
const partMark = '.part-';

/** Objects as files in one folder, which all API nodes and workers share. */
export class LocalStorage implements MediaStorage {
  readonly kind = 'local';
  readonly #dir: string;
  readonly #files: FileStorage;

  constructor(dir: string) {
    this.#dir = resolve(dir);
    this.#files = new FileStorage(new LocalStorageAdapter(this.#dir));
  }

  async put(key: string, bytes: Readable): Promise<void> {
    const temporary = `${key}${partMark}${randomBytes(6).toString('hex')}`;
    try {
      await this.#write(temporary, bytes);
      await this.#files.moveFile(temporary, key);
      // The name must survive a power cut as well, and so must its folder's.
      await sync(dirname(this.#path(key)));
      await sync(dirname(dirname(this.#path(key))));
    } catch (error) {
      bytes.destroy();
      await this.#files.deleteFile(temporary).catch(() => {});
      throw toStorageError(error, key);
    }
  }

  /** The file is open before the first byte is asked for: one that is created late would outlive the removal of a failed put. */
  async #write(key: string, bytes: Readable): Promise<void> {
    await mkdir(dirname(this.#path(key)), { recursive: true });
    const file = await open(this.#path(key), 'wx');
    await pipeline(bytes, file.createWriteStream({ flush: true }));
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const stream = createReadStream(this.#path(key), range ?? {});
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject)).catch((error) => {
      throw toStorageError(error, key);
    });
    return stream;
  }

  async size(key: string): Promise<number | undefined> {
    try {
      return (await stat(this.#path(key))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await this.#files.deleteFile(key);
    // A bucket has no folders that could be left behind.
    await rmdir(dirname(this.#path(key))).catch(() => {});
  }

  async removeAll(prefix: string): Promise<void> {
    await this.#files.deleteDirectory(prefix);
  }

  async removeBroken(prefix: string): Promise<void> {
    const names = await readdir(this.#path(prefix)).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    for (const name of names) if (name.includes(partMark)) await this.#files.deleteFile(prefix + name);
  }

  async close(): Promise<void> {}

  #path(key: string): string {
    const path = join(this.#dir, key);
    if (!path.startsWith(this.#dir + sep)) throw new Error(`${key} is not a key`);
    return path;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isMissing = (error: unknown) => findInCauses(error, ({ code }) => code === 'ENOENT' || code === 'ENOTDIR');

/** Whether a file system has no room left, for anybody or for this process. */
export const isDiskFull = (error: unknown): boolean =>
  findInCauses(error, ({ code }) => code === 'ENOSPC' || code === 'EDQUOT');

function toStorageError(error: unknown, key: string): unknown {
  if (isDiskFull(error)) return new StorageFullError(error);
  return isMissing(error) ? new ObjectMissingError(key, error) : error;
}

import { type Config, s3ClientConfig } from '@samvad/core';
import { S3Store } from '@tus/s3-store';

/** How many uploads a node remembers the notes of. */
const remembered = 1_000;

/** Uploads as parts in an S3 store, which become one object in the end. */
export function resumableObjects(config: Config): S3Store {
  return new S3Store({
    s3ClientConfig: { ...s3ClientConfig(config), bucket: config.S3_BUCKET },
    expirationPeriodInMilliseconds: config.MEDIA_RESUMABLE_SECONDS * 1_000,
    // Not every store knows tags.
    useTags: false,
    cache: new Notes(),
  });
}

/** The notes never change; the oldest are forgotten, so that uploads that nobody ends do not fill the memory. */
class Notes<T> {
  readonly #notes = new Map<string, T>();

  async get(key: string): Promise<T | undefined> {
    return this.#notes.get(key);
  }

  async set(key: string, note: T): Promise<void> {
    this.#notes.set(key, note);
    const [oldest] = this.#notes.keys();
    if (this.#notes.size > remembered && oldest !== undefined) this.#notes.delete(oldest);
  }

  async delete(key: string): Promise<void> {
    this.#notes.delete(key);
  }

  async list(): Promise<string[]> {
    return [...this.#notes.keys()];
  }
}

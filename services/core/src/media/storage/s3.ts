import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AwsS3StorageAdapter } from '@flystorage/aws-s3';
import { FileStorage } from '@flystorage/file-storage';
import type { Config } from '../../config.js';
import { findInCauses } from './causes.js';
import { type ByteRange, type MediaStorage, ObjectMissingError, StorageFullError } from './media-storage.js';
import { s3ClientConfig } from './s3-client.js';

/** Bytes held in memory for each upload that is under way: S3 takes no smaller parts. */
const partSize = 5 * 1024 * 1024;

/** Objects in a bucket of AWS, or of any store that speaks the same. */
export class S3Storage implements MediaStorage {
  readonly kind = 's3';
  readonly #bucket: string;
  readonly #client: S3Client;
  readonly #files: FileStorage;

  constructor(config: Config) {
    this.#bucket = config.S3_BUCKET;
    this.#client = new S3Client(s3ClientConfig(config));
    const uploadConfiguration = { partSize, queueSize: 1 };
    this.#files = new FileStorage(
      new AwsS3StorageAdapter(this.#client, { bucket: config.S3_BUCKET, uploadConfiguration }),
    );
  }

  /** Rejects when the bucket is not there or may not be used. */
  async check(): Promise<void> {
    await this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket }));
  }

  async put(key: string, bytes: Readable, { format, size }: { format: string; size?: number }): Promise<void> {
    try {
      await this.#files.write(key, bytes, { mimeType: format, ...(size === undefined ? {} : { size }) });
    } catch (error) {
      throw toStorageError(error, key);
    } finally {
      // Whoever feeds a stream that nobody reads any more would wait for ever.
      bytes.destroy();
    }
  }

  /** With the client itself: Flystorage knows no ranges. */
  async get(key: string, range?: ByteRange): Promise<Readable> {
    const Range = range ? `bytes=${range.start}-${range.end}` : undefined;
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key, Range }));
      return Body as Readable;
    } catch (error) {
      throw toStorageError(error, key);
    }
  }

  async size(key: string): Promise<number | undefined> {
    try {
      const { ContentLength } = await this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
      return ContentLength;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await this.#files.deleteFile(key);
  }

  async removeAll(prefix: string): Promise<void> {
    // One by one: there are few, and deleting many at once needs checksums that not every store understands.
    for await (const { path } of this.#files.list(prefix, { deep: true })) await this.#files.deleteFile(path);
    await this.removeBroken(prefix);
  }

  /** The parts of an upload that never ended are no objects, but take room all the same. */
  async removeBroken(prefix: string): Promise<void> {
    const found = await this.#client
      .send(new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: prefix }))
      .catch((error: unknown) => {
        // Stores without this call collect such parts by themselves.
        if (hasStatus(error, 501)) return undefined;
        throw error;
      });
    for (const { Key, UploadId } of found?.Uploads ?? []) {
      await this.#client
        .send(new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId }))
        .catch((error: unknown) => {
          if (!isMissing(error)) throw error;
        });
    }
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }
}
const hasStatus = (error: unknown, status: number) =>
  findInCauses(error, ({ $metadata }) => $metadata?.httpStatusCode === status);

const isMissing = (error: unknown) => hasStatus(error, 404);

/** As AWS, MinIO, Ceph and others put it. */
const fullCodes = ['InsufficientStorage', 'XMinioStorageFull', 'QuotaExceeded', 'EntityTooLargeForQuota'];

/** Whether a store has said that it has no room. */
export const isStoreFull = (error: unknown): boolean =>
  hasStatus(error, 507) ||
  findInCauses(error, ({ name, code }) => fullCodes.some((one) => one === name || one === code));

function toStorageError(error: unknown, key: string): unknown {
  if (isStoreFull(error)) return new StorageFullError(error);
  return isMissing(error) ? new ObjectMissingError(key, error) : error;
}

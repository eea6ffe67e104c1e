import type { Logger } from 'pino';
import type { Config } from '../../config.js';
import { LocalStorage } from './local.js';
import type { MediaStorage } from './media-storage.js';
import { confirmIdentity } from './storage-identity.js';

/**
 * Opens the storage that the settings name: a bucket, or a folder that all API nodes and workers share. Rejects when
 * neither is set, when the bucket cannot be used, or when another folder than the one of all others is given.
 */
export async function openMediaStorage(config: Config, log: Logger): Promise<MediaStorage> {
  if (config.S3_BUCKET) {
    // The SDK is large: who keeps media in a folder does not load it.
    const { S3Storage } = await import('./s3.js');
    const storage = new S3Storage(config);
    await storage.check().catch((cause: Error) => {
      throw new Error(`The S3 bucket ${config.S3_BUCKET} cannot be used (${cause.name}: ${cause.message})`, { cause });
    });
    log.info({ bucket: config.S3_BUCKET }, 'media are kept in an S3 bucket');
    return storage;
  }
  if (!config.MEDIA_DIR) {
    throw new Error(
      'No place for media: set S3_BUCKET (any S3 compatible store; required on several machines), or MEDIA_DIR (a folder that all API nodes and workers share).',
    );
  }
  await confirmIdentity(config.DATABASE_URL, config.MEDIA_DIR);
  log.info(
    { dir: config.MEDIA_DIR },
    'media are kept in a folder; on several machines it must be shared, or S3_BUCKET set',
  );
  return new LocalStorage(config.MEDIA_DIR);
}

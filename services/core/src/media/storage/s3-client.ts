import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { Config } from '../../config.js';

/** How the S3 store is spoken to, by whoever does. */
export function s3ClientConfig(config: Config) {
  const { S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = config;
  return {
    region: config.S3_REGION,
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
    // Checksums that only AWS understands are left out, so that any compatible store will do.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A store that does not answer must not hold a request for ever; a slow one may take its time between two bytes.
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 30_000, ...manySockets },
    ...(S3_ENDPOINT ? { endpoint: S3_ENDPOINT } : {}),
    ...(S3_ACCESS_KEY_ID
      ? { credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY } }
      : {}),
  } satisfies S3ClientConfig;
}

/** Every download that a client reads slowly holds one. */
const manySockets = {
  httpAgent: { maxSockets: 1_000, keepAlive: true },
  httpsAgent: { maxSockets: 1_000, keepAlive: true },
};

import type { Config } from '@samvad/core';
import { startS3, temporaryDir } from '@samvad/infra/testing';

interface Test {
  teardown(work: () => unknown): void;
}

/** An S3 store of the test's own: what nodes are told of it, and where it keeps its files. */
export async function testS3(t: Test) {
  const folder = temporaryDir('s3');
  const s3 = await startS3({ dir: folder.path });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= s3.stop();
    return stopped;
  };
  t.teardown(async () => {
    await stop();
    folder.remove();
  });
  const settings: Partial<Config> = {
    S3_BUCKET: s3.bucket,
    S3_ENDPOINT: s3.url,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
  return { settings, dir: folder.path, stop };
}

import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Config } from '@samvad/core';
import { startS3, temporaryDir } from '@samvad/infra/testing';

/** Where the bytes of a test's media are, seen from outside. */
export interface Place {
  settings: Partial<Config>;
  /** The keys of all objects. */
  list(): Promise<string[]>;
}

interface Test {
  teardown(work: () => unknown): void;
}

export async function localPlace(t: Test): Promise<Place> {
  const dir = temporaryDir('media');
  t.teardown(() => dir.remove());
  return {
    settings: { MEDIA_DIR: dir.path },
    async list() {
      const entries = await readdir(dir.path, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(dir.path, join(entry.parentPath, entry.name)))
        .filter((key) => !key.startsWith('.'));
    },
  };
}

export async function s3Place(t: Test): Promise<Place> {
  const dir = temporaryDir('s3');
  const s3 = await startS3({ dir: dir.path });
  t.teardown(async () => {
    await s3.stop();
    dir.remove();
  });
  return {
    settings: {
      S3_ENDPOINT: s3.url,
      S3_BUCKET: s3.bucket,
      S3_ACCESS_KEY_ID: s3.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    },
    async list() {
      const answer = await fetch(`${s3.url}/${s3.bucket}?list-type=2`);
      const xml = await answer.text();
      if (!answer.ok || /<IsTruncated>true/.test(xml)) throw new Error(`the bucket cannot be listed: ${xml}`);
      return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key ?? '');
    },
  };
}

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import type { Media, MediaVariant } from '@samvad/contract';
import { type Config, type Core, createLog, type MediaStorage, openMediaStorage, outputKey } from '@samvad/core';
import { type Backends, eventually, type TestPerson, testConfig } from '@samvad/core/testing';
import type { Test } from 'tap';

/** All files of media that there are, by their keys. */
export function storedFiles({ mediaDir }: Backends): string[] {
  return filesBelow(mediaDir).filter((path) => path !== '.samvad-storage');
}

export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((one) => one.isFile())
    .map((one) => relative(dir, join(one.parentPath, one.name)));
}

/** Checks that uploads have left neither rows nor objects, as soon as those under way have ended. */
export async function leavesNothing(t: Test, core: Core, backends: Backends, what = 'nothing is left'): Promise<void> {
  const count = async () => (await core.db.pool.query('select from media')).rowCount;
  await eventually(async () => (await count()) === 0 && storedFiles(backends).length === 0, what).then(
    () => t.pass(what),
    async () => t.same({ rows: await count(), files: storedFiles(backends) }, { rows: 0, files: [] }, what),
  );
}

/** The storage of the nodes that use these backends. */
export async function storageOf(t: Test, backends: Backends, settings: Partial<Config> = {}): Promise<MediaStorage> {
  const storage = await openMediaStorage(testConfig(backends, settings), createLog('silent', 'test'));
  t.teardown(() => storage.close());
  return storage;
}

export interface Ready {
  id: string;
  bytes: Buffer;
  /** As its uploader sees it. */
  media: Media;
}

type ReadyOptions = Partial<Pick<Media, 'type' | 'name' | 'format'>> & { variants?: MediaVariant[]; bytes?: Buffer };

/** A media of that person which workers have finished with. */
export async function makeReady(core: Core, storage: MediaStorage, owner: TestPerson, options: ReadyOptions = {}) {
  const { type = 'image', name = 'photo.png', format = 'image/webp', variants = ['full'] } = options;
  const { bytes = Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 251)) } = options;
  const size = bytes.length;
  const { id } = await core.mediaLifecycle.begin({ ownerId: owner.id, name, type, format, size, expiresInSeconds: 60 });
  await core.mediaLifecycle.accept(id, { type, format, size });
  for (const variant of variants) await storage.put(outputKey(id, variant), Readable.from([bytes]), { format });
  const row = await core.mediaLifecycle.finish(id, {
    ...{ type, format, size, width: 10, height: 10, durationMs: null, previewHash: null, waveform: null },
    variants: variants.map((variant) => ({ name: variant, format, size, width: 10, height: 10 })),
  });
  if (!row) throw new Error('the media could not be finished');
  return { id, bytes, media: core.media.forOwner(row) } satisfies Ready;
}

/** The path and query of a signed url, for the node of a test. */
export function pathOf(url: string | null): string {
  if (url === null) throw new Error('there is no url');
  const { pathname, search } = new URL(url);
  return pathname + search;
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { startS3, temporaryDir } from '@samvad/infra/testing';
import { type Test, test } from 'tap';
import { readConfig } from '../src/config.js';
import { LocalStorage } from '../src/media/storage/local.js';
import type { MediaStorage } from '../src/media/storage/media-storage.js';
import { S3Storage } from '../src/media/storage/s3.js';

/** All files below the folder in which a storage keeps everything. */
const filesIn = (dir: string) =>
  readdirSync(dir, { withFileTypes: true, recursive: true }).flatMap((one) => (one.isFile() ? [one.name] : []));

const stores: Record<string, (t: Test, dir: string) => Promise<MediaStorage>> = {
  'a local folder': async (_t, dir) => new LocalStorage(dir),
  S3: async (t, dir) => {
    const s3 = await startS3({ dir });
    t.teardown(() => s3.stop());
    return new S3Storage(
      readConfig({
        ...{ DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', JWT_SECRET: 'x'.repeat(32) },
        ...{ S3_BUCKET: s3.bucket, S3_ENDPOINT: s3.url },
        ...{ S3_ACCESS_KEY_ID: s3.accessKeyId, S3_SECRET_ACCESS_KEY: s3.secretAccessKey },
      }),
    );
  },
};

for (const [name, open] of Object.entries(stores)) {
  test(`what every storage does: ${name}`, async (t) => {
    const dir = temporaryDir('storage');
    t.teardown(() => dir.remove());
    const storage = await open(t, dir.path);
    t.teardown(() => storage.close());
    const bytes = randomBytes(1_000_000);
    const put = (key: string, content: Buffer) => storage.put(key, Readable.from([content]), { format: 'image/png' });
    const get = async (key: string, range?: { start: number; end: number }) => buffer(await storage.get(key, range));

    await t.test('what was put is there, whole and in part', async (t) => {
      await put('media/1/full', bytes);
      t.ok((await get('media/1/full')).equals(bytes));
      t.equal(await storage.size('media/1/full'), bytes.length);
      t.ok((await get('media/1/full', { start: 10, end: 19 })).equals(bytes.subarray(10, 20)));
      t.ok((await get('media/1/full', { start: 999_999, end: 999_999 })).equals(bytes.subarray(999_999)));
    });

    await t.test('several parts, as they come', async (t) => {
      const parts = Array.from({ length: 130 }, () => randomBytes(100_000));
      await storage.put('media/2/full', Readable.from(parts), { format: 'video/mp4' });
      t.ok((await get('media/2/full')).equals(Buffer.concat(parts)), '13 MB');
      await storage.put('media/2/thumbnail', Readable.from([bytes]), { format: 'image/webp', size: bytes.length });
      t.equal(await storage.size('media/2/thumbnail'), bytes.length, 'of a size that is known');
    });

    await t.test('an object can be put again, and be empty', async (t) => {
      await put('media/1/full', Buffer.from('second'));
      t.equal(String(await get('media/1/full')), 'second');
      await put('media/1/empty', Buffer.alloc(0));
      t.equal(await storage.size('media/1/empty'), 0);
    });

    await t.test('what is not there', async (t) => {
      t.equal(await storage.size('media/9/full'), undefined);
      await t.rejects(storage.get('media/9/full'), /there is no object/);
      await t.rejects(storage.get('media/9/full', { start: 0, end: 1 }), /there is no object/);
      await storage.remove('media/9/full');
      await storage.removeAll('media/9/');
      await storage.removeBroken('media/9/');
    });

    await t.test('removing', async (t) => {
      await storage.remove('media/1/full');
      t.equal(await storage.size('media/1/full'), undefined);
      t.equal(await storage.size('media/1/empty'), 0, 'not its neighbour');
      await put('media/22/full', bytes);
      await storage.removeAll('media/2/');
      t.equal(await storage.size('media/2/full'), undefined);
      t.equal(await storage.size('media/2/thumbnail'), undefined);
      t.equal(await storage.size('media/22/full'), bytes.length, 'not what merely begins alike');
      await storage.removeAll('media/22/');
      await storage.removeAll('media/1/');
      t.same(filesIn(dir.path), [], 'nothing is left');
    });

    for (const [size, how] of [
      [100, 'at once'],
      [12_000_000, 'after 12 MB'],
    ] as const) {
      await t.test(`a stream that fails ${how} leaves nothing`, async (t) => {
        const broken = new Error('the client has gone');
        const source = Readable.from(
          (async function* () {
            for (let sent = 0; sent < size; sent += 100_000) yield randomBytes(100_000);
            throw broken;
          })(),
        );
        await t.rejects(storage.put('incoming/3/bytes', source, { format: 'video/mp4' }), /.*/);
        t.equal(await storage.size('incoming/3/bytes'), undefined);
        t.same(filesIn(dir.path), []);
      });
    }

    await t.test('half of a stream is never visible', async (t) => {
      const options = { format: 'video/mp4' };
      let go = () => {};
      const held = new Promise<void>((resolve) => {
        go = resolve;
      });
      const source = Readable.from(
        (async function* () {
          yield bytes;
          await held;
          yield bytes;
        })(),
      );
      const stored = storage.put('incoming/4/bytes', source, options);
      while (source.readableFlowing === null && source.readableDidRead === false) await turn();
      t.equal(await storage.size('incoming/4/bytes'), undefined);
      go();
      await stored;
      t.equal(await storage.size('incoming/4/bytes'), 2 * bytes.length);
    });

    await t.test('a reader who goes away ends the read', async (t) => {
      const stream = await storage.get('incoming/4/bytes');
      stream.destroy();
      t.ok(stream.destroyed);
    });
  });
}

test('keys never lead out of the folder', async (t) => {
  const dir = temporaryDir('storage');
  t.teardown(() => dir.remove());
  mkdirSync(`${dir.path}/inside`);
  const storage: MediaStorage = new LocalStorage(`${dir.path}/inside`);
  const put = (key: string) => storage.put(key, Readable.from(['x']), { format: 'text/plain' });
  for (const key of ['../outside', 'a/../../outside', '..']) {
    await t.rejects(put(key), key);
    await t.rejects(storage.get(key), key);
    await t.rejects(storage.size(key), key);
  }
  t.same(filesIn(dir.path), []);
});

import { readdirSync, readFileSync } from 'node:fs';
import { createTestDatabase, startS3, temporaryDir } from '@samvad/infra/testing';
import pg from 'pg';
import { type Test, test } from 'tap';
import { readConfig } from '../src/config.js';
import { createLog } from '../src/log.js';
import { openMediaStorage } from '../src/media/storage/open-storage.js';

async function installation(t: Test) {
  const database = await createTestDatabase({ template: true });
  t.teardown(() => database.drop());
  const open = async (settings: object) => {
    const config = readConfig({
      ...{ DATABASE_URL: database.url, REDIS_URL: 'redis://x', JWT_SECRET: 'x'.repeat(32) },
      ...{ MEDIA_DIR: '', S3_BUCKET: '', ...settings },
    });
    const storage = await openMediaStorage(config, createLog('silent', 'test'));
    await storage.close();
    return storage.kind;
  };
  return { open, url: database.url };
}

function folder(t: Test): string {
  const dir = temporaryDir('media');
  t.teardown(() => dir.remove());
  return dir.path;
}

test('which folder holds the media', async (t) => {
  const { open, url } = await installation(t);
  const [ours, others] = [folder(t), folder(t)];
  t.equal(await open({ MEDIA_DIR: `${ours}/deeper` }), 'local', 'the first node decides');
  t.equal(await open({ MEDIA_DIR: `${ours}/deeper` }), 'local', 'all others have the same');
  await t.rejects(open({ MEDIA_DIR: others }), /shared?.*S3_BUCKET/, 'a new folder is the disk of another machine');
  t.same(readdirSync(others), [], 'and stays as it was');

  const second = await installation(t);
  t.equal(await second.open({ MEDIA_DIR: others }), 'local');
  await t.rejects(open({ MEDIA_DIR: others }), /S3_BUCKET/, 'so is the folder of another installation');

  const client = new pg.Client(url);
  await client.connect();
  await client.query('delete from media_storage');
  const before = readFileSync(`${ours}/deeper/.samvad-storage`, 'utf8');
  t.equal(await open({ MEDIA_DIR: `${ours}/deeper` }), 'local', 'a folder is adopted by a database that knows none');
  const { rows } = await client.query('select identity from media_storage');
  await client.end();
  t.same(rows, [{ identity: before.trim() }]);
});

test('nodes that start at once', async (t) => {
  const { open } = await installation(t);
  const shared = folder(t);
  const same = await Promise.all(Array.from({ length: 8 }, () => open({ MEDIA_DIR: shared })));
  t.same(same, Array(8).fill('local'), 'with one folder all start');
  t.same(readdirSync(shared), ['.samvad-storage']);

  const apart = await installation(t);
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => apart.open({ MEDIA_DIR: folder(t) })));
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1, 'with a folder each, one does');
});

test('no place at all', async (t) => {
  const { open } = await installation(t);
  await t.rejects(open({}), /S3_BUCKET.*MEDIA_DIR/, 'both settings are named');
});

test('a bucket', async (t) => {
  const { open } = await installation(t);
  const s3 = await startS3({ dir: folder(t) });
  t.teardown(() => s3.stop());
  const settings = { S3_ENDPOINT: s3.url, S3_ACCESS_KEY_ID: s3.accessKeyId, S3_SECRET_ACCESS_KEY: s3.secretAccessKey };
  t.equal(await open({ ...settings, S3_BUCKET: s3.bucket, MEDIA_DIR: '/nowhere' }), 's3', 'it goes before a folder');
  await t.rejects(open({ ...settings, S3_BUCKET: 'another' }), /bucket another cannot be used/);
});

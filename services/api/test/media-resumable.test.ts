import { readFileSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Media } from '@samvad/contract';
import { completeStalled, MediaQueue, removeUpload, uploadKey } from '@samvad/core';
import { eventually, makePerson, startBackends, type TestPerson, testConfig, testCore } from '@samvad/core/testing';
import { test } from 'tap';
import { Upload } from 'tus-js-client';
import { resumableObjects } from '../src/media/resumable/resumable-objects.js';
import type { RunningServer } from '../src/server.js';
import { clientOf, startApi, startNode } from './support/api.js';
import { startBalancer } from './support/balancer.js';
import { filesBelow, leavesNothing, storageOf, storedFiles } from './support/media.js';
import { testS3 } from './support/s3.js';
import { samples, svg } from './support/samples.js';
import { isError } from './support/shapes.js';
import { idOf, locationOf, TusClient } from './support/tus.js';

test('the tus protocol', async (t) => {
  const { api, other, core, make, backends } = await startApi(t, { nodes: 2, MEDIA_IMAGE_BYTES: 2_000_000 });
  const customer = await make('User');
  const [one, two] = [new TusClient(api.as(customer)), new TusClient(other.as(customer))];
  const bytes = samples.png(1_000_000);
  const storage = await storageOf(t, backends);

  await t.test('what the server can', async (t) => {
    const answer = await fetch(`${api.origin}/api/v1/chat/media/resumable`, { method: 'OPTIONS' });
    t.equal(answer.status, 204);
    t.equal(answer.headers.get('tus-version'), '1.0.0');
    t.equal(answer.headers.get('tus-extension'), 'creation,creation-with-upload,termination,expiration');
    t.equal(answer.headers.get('tus-max-size'), String(core.config.MEDIA_VIDEO_BYTES));
  });

  await t.test('piece by piece, by turns at two nodes', async (t) => {
    const created = await one.create(bytes.length, { type: 'image', filename: '../Ünï.png', filetype: 'image/png' });
    t.equal(created.status, 201, created.text);
    t.ok(created.headers.get('upload-expires'), 'it says how long there is time');
    t.equal(created.headers.get('tus-resumable'), '1.0.0');
    const location = locationOf(created);
    t.match(location, /^\/api\/v1\/chat\/media\/resumable\/[0-9a-f-]{36}$/);
    isError(t, await api.as(customer).get(`chat/media/${idOf(location)}`), 'NOT_FOUND', 'it is no media yet');

    for (let offset = 0; offset < bytes.length; offset += 250_000) {
      const [writer, reader] = offset % 500_000 === 0 ? [one, two] : [two, one];
      const patched = await writer.patch(location, offset, bytes.subarray(offset, offset + 250_000));
      t.equal(patched.status, 204, patched.text);
      t.equal(patched.headers.get('upload-offset'), String(offset + 250_000));
      const head = await reader.head(location);
      t.equal(head.headers.get('upload-offset'), String(offset + 250_000), 'the other node knows');
      t.equal(head.headers.get('upload-length'), String(bytes.length));
      const last = offset + 250_000 === bytes.length;
      t.equal(patched.headers.get('upload-media-id'), last ? idOf(location) : null);
    }
    const { body } = await api.as(customer).get<{ data: Media }>(`chat/media/${idOf(location)}`);
    t.match(body.data, {
      name: 'Ünï.png',
      type: 'image',
      format: 'image/png',
      size: bytes.length,
      status: 'processing',
    });
    const key = `incoming/${idOf(location)}/bytes`;
    t.ok(readFileSync(`${backends.mediaDir}/${key}`).equals(bytes), 'byte for byte');
    t.same(storedFiles(backends), [key], 'no note is left');

    const again = await two.head(location);
    t.equal(again.status, 200, 'whoever missed the last answer asks');
    t.equal(again.headers.get('upload-offset'), String(bytes.length));
    t.equal(again.headers.get('upload-media-id'), idOf(location));
    t.equal((await one.patch(location, bytes.length, undefined)).headers.get('upload-media-id'), idOf(location));
    isError(t, await one.patch(location, 0, bytes), 'CONFLICT', 'it cannot be written again');
    isError(t, await one.remove(location), 'CONFLICT', 'nor taken back');
    await core.db.pool.query('delete from media');
    await removeUpload(storage, idOf(location));
  });

  await t.test('with the first request already', async (t) => {
    const created = await one.create(
      bytes.length,
      { type: 'image' },
      {
        headers: { 'content-type': 'application/offset+octet-stream' },
        body: bytes,
      },
    );
    t.equal(created.status, 201, created.text);
    t.equal(created.headers.get('upload-offset'), String(bytes.length));
    t.equal(created.headers.get('upload-media-id'), idOf(locationOf(created)));
    await core.db.pool.query('delete from media');
    await removeUpload(storage, idOf(locationOf(created)));
  });

  await t.test('refused before anything is sent', async (t) => {
    isError(t, await one.create(2_000_001), 'PAYLOAD_TOO_LARGE', 'too large for a picture');
    isError(t, await one.create(10 ** 12, { type: 'video' }), 'PAYLOAD_TOO_LARGE', 'too large for anything');
    isError(t, await one.create(0), 'UNPROCESSABLE_MEDIA', 'nothing');
    isError(t, await one.create(5, { type: 'picture' }), 'VALIDATION', 'an unknown type');
    isError(t, await one.create(5, { type: 'image', filetype: 'image/heic' }), 'UNSUPPORTED_MEDIA_TYPE', 'HEIC');
    isError(t, await one.create(5, {}, { headers: { 'upload-length': '-1' } }), 'VALIDATION', 'a negative length');
    const deferred = { headers: { 'upload-length': '', 'upload-defer-length': '1' } };
    t.ok((await one.create(5, {}, deferred)).status >= 400, 'an unknown length');
    t.ok((await one.create(5, {}, { headers: { 'upload-concat': 'partial' } })).status >= 400, 'a part of another');
    const old = await one.create(5, {}, { headers: { 'tus-resumable': '0.2.2' } });
    t.ok(old.status === 400 || old.status === 412, 'another version');
    isError(t, await new TusClient(api).create(5), 'UNAUTHORIZED');
    await leavesNothing(t, core, backends);
  });

  await t.test('a quota', async (t) => {
    const greedy = await make('User');
    await core.mediaLifecycle.begin({
      ...{ ownerId: greedy.id, name: 'x', type: 'video', format: 'x', expiresInSeconds: 60 },
      size: core.config.MEDIA_QUOTA_BYTES - 10,
    });
    isError(t, await new TusClient(api.as(greedy)).create(11), 'QUOTA_EXCEEDED');
    await core.db.pool.query('delete from media');
  });

  await t.test('what the bytes are decides', async (t) => {
    for (const [content, code] of [
      [Buffer.from(svg), 'UNSUPPORTED_MEDIA_TYPE'],
      [samples.zip(), 'UNSUPPORTED_MEDIA_TYPE'],
      [samples.heic(), 'UNSUPPORTED_MEDIA_TYPE'],
    ] as const) {
      const location = locationOf(await one.create(content.length, { type: 'video', filename: 'x.mp4' }));
      isError(t, await one.patch(location, 0, content), code);
      isError(t, await one.patch(location, 0, content), 'NOT_FOUND', 'it is gone');
      t.equal((await two.head(location)).status, 404);
      await leavesNothing(t, core, backends);
    }
    const large = samples.png(2_000_001);
    const disguised = locationOf(await one.create(large.length, { type: 'video' }));
    isError(t, await one.patch(disguised, 0, large), 'PAYLOAD_TOO_LARGE', 'a picture that says it is a video');
    await leavesNothing(t, core, backends);
  });

  await t.test('wrong offsets, wrong types, too much', async (t) => {
    const location = locationOf(await one.create(1_000));
    const piece = samples.png(500);
    t.equal((await one.patch(location, 0, piece)).status, 204);
    isError(t, await two.patch(location, 0, piece), 'CONFLICT', 'bytes that are there');
    isError(t, await two.patch(location, 600, piece), 'CONFLICT', 'a gap');
    isError(t, await two.patch(location, 500, samples.png(501)), 'PAYLOAD_TOO_LARGE', 'more than was said');
    isError(t, await two.patch(location, 500, piece, { 'content-type': 'image/png' }), 'UNSUPPORTED_MEDIA_TYPE');
    isError(t, await two.patch(location, 500, piece, { 'upload-offset': 'x' }), 'VALIDATION');
    t.equal((await one.head(location)).headers.get('upload-offset'), '500', 'nothing of it was taken');
    t.equal((await one.remove(location)).status, 204);
    t.equal((await one.head(location)).status, 404);
    await leavesNothing(t, core, backends);
  });

  await t.test('more than was said, without a length', async (t) => {
    const location = locationOf(await one.create(1_000));
    const answer = await one.patch(location, 0, Readable.from([samples.png(600), samples.png(600)]));
    isError(t, answer, 'PAYLOAD_TOO_LARGE');
    await one.remove(location);
    await leavesNothing(t, core, backends);
  });

  await t.test('of somebody else', async (t) => {
    const location = locationOf(await one.create(1_000));
    for (const stranger of [await make('User'), await make('Support'), await make('Admin')]) {
      const client = new TusClient(other.as(stranger));
      t.equal((await client.head(location)).status, 404, stranger.name);
      isError(t, await client.patch(location, 0, samples.png(1_000)), 'NOT_FOUND');
      isError(t, await client.remove(location), 'NOT_FOUND');
    }
    t.equal((await new TusClient(api).head(location)).status, 401);
    t.equal((await one.head(location)).headers.get('upload-offset'), '0', 'they have done nothing');
    for (const odd of ['x', '..%2f..%2fetc', '%00', `${idOf(location)}.json`, '0'.repeat(36)]) {
      t.equal((await one.head(`chat/media/resumable/${odd}`)).status, 404, odd);
      isError(t, await one.patch(`chat/media/resumable/${odd}`, 0, samples.png(5)), 'NOT_FOUND', odd);
    }
    await one.remove(location);
    await leavesNothing(t, core, backends);
  });

  await t.test('a connection that breaks: what has come is kept', async (t) => {
    const location = locationOf(await one.create(bytes.length));
    const halting = new Readable({ read() {} });
    halting.push(bytes.subarray(0, 400_000));
    const broken = one.patch(location, 0, halting).catch((error: Error) => error);
    await eventually(() => storedSize() >= 400_000, 'it is on the disk');
    halting.destroy();
    await broken;
    const head = await two.head(location);
    t.equal(head.headers.get('upload-offset'), '400000');
    const rest = await two.patch(location, 400_000, bytes.subarray(400_000));
    t.equal(rest.headers.get('upload-media-id'), idOf(location), rest.text);
    t.ok(readFileSync(`${backends.mediaDir}/incoming/${idOf(location)}/bytes`).equals(bytes), 'byte for byte');
    await core.db.pool.query('delete from media');
    await removeUpload(storage, idOf(location));

    function storedSize() {
      return readFileSync(`${backends.mediaDir}/incoming/${idOf(location)}/bytes`).length;
    }
  });

  await t.test('a client that comes back at another node while the first does not know it has gone', async (t) => {
    const location = locationOf(await one.create(bytes.length));
    const halting = new Readable({ read() {} });
    halting.push(bytes.subarray(0, 300_000));
    const hanging = one.patch(location, 0, halting).catch((error: Error) => error);
    const path = `${backends.mediaDir}/incoming/${idOf(location)}/bytes`;
    await eventually(() => readFileSync(path).length >= 300_000, 'the first node writes');
    const begun = performance.now();
    const head = await two.head(location);
    t.equal(head.headers.get('upload-offset'), '300000', 'the first one has let go');
    t.ok(performance.now() - begun < 8_000, 'because it was asked to, not because its lease ran out');
    t.equal((await two.patch(location, 300_000, bytes.subarray(300_000))).status, 204);
    halting.destroy();
    await hanging;
    t.ok(readFileSync(path).equals(bytes), 'byte for byte');
    await core.db.pool.query('delete from media');
    await removeUpload(storage, idOf(location));
  });

  await t.test('two that write at once', async (t) => {
    const location = locationOf(await one.create(bytes.length));
    const answers = await Promise.all([one, two, one, two].map((client) => client.patch(location, 0, bytes)));
    const statuses = answers.map(({ status }) => status).sort();
    t.equal(statuses.filter((status) => status === 204).length, 1, `one of them does: ${statuses}`);
    const path = `${backends.mediaDir}/incoming/${idOf(location)}/bytes`;
    t.ok(readFileSync(path).equals(bytes), 'byte for byte');
    const { rows } = await core.db.pool.query('select status from media where id = $1', [idOf(location)]);
    t.same(rows, [{ status: 'processing' }]);
    await core.db.pool.query('delete from media');
    await removeUpload(storage, idOf(location));
  });

  await t.test('a node that died right after the last byte', async (t) => {
    const place = { core, storage, queue: new MediaQueue(core.config, core.log) };
    t.teardown(() => place.queue.close());
    const stored = async (person: TestPerson) => {
      const location = locationOf(await new TusClient(api.as(person)).create(1_000));
      const id = idOf(location);
      // As the dead node has left it: all bytes, and a row that still says `uploading`.
      writeFileSync(`${backends.mediaDir}/incoming/${id}/bytes`, samples.png(1_000));
      return { id, location };
    };
    const asked = await stored(customer);
    const head = await two.head(asked.location);
    t.equal(head.headers.get('upload-media-id'), asked.id, 'the client asks, and that completes it');
    t.equal((await api.as(customer).get(`chat/media/${asked.id}`)).status, 200);

    const forgotten = await stored(customer);
    t.equal(await completeStalled(place), 0, 'one that has just begun is left alone');
    await core.db.pool.query(`update media set touched_at = now() - interval '2 minutes' where status = 'uploading'`);
    t.equal(await completeStalled(place), 1, 'or the sweep does');
    t.equal(await completeStalled(place), 0, 'once');
    t.equal((await api.as(customer).get(`chat/media/${forgotten.id}`)).status, 200);
    await core.db.pool.query('delete from media');
    for (const { id } of [asked, forgotten]) await removeUpload(storage, id);
  });

  await t.test('an upload that took too long', async (t) => {
    const location = locationOf(await one.create(1_000));
    await one.patch(location, 0, samples.png(500));
    await core.db.pool.query(`update media set expires_at = now() - interval '1 second'`);
    t.same(await core.mediaLifecycle.expire(10), [idOf(location)]);
    t.equal((await one.head(location)).status, 404);
    isError(t, await one.patch(location, 500, samples.png(500)), 'NOT_FOUND');
    await removeUpload(storage, idOf(location));
    await core.mediaLifecycle.remove(idOf(location));
    await leavesNothing(t, core, backends);
  });
});

for (const kind of ['a folder', 'S3']) {
  test(`a real tus client, while its node is stopped: ${kind}`, async (t) => {
    const backends = await startBackends(t);
    const s3 = kind === 'S3' ? await testS3(t) : undefined;
    const settings = s3?.settings ?? {};
    const core = await testCore(t, backends);
    const nodes = [await startNode(t, backends, settings), await startNode(t, backends, settings)] as const;
    const customer = await makePerson(core, 'User');
    const bytes = samples.mp4(12_000_000);
    let current: RunningServer = nodes[0];
    const origin = await startBalancer(t, { port: () => current.port, bytesPerSecond: 4_000_000 });
    let stopped: Promise<void> | undefined;
    const offsets: number[] = [];
    const id = await new Promise<string>((resolve, reject) => {
      let found = '';
      new Upload(bytes, {
        endpoint: `${origin}/api/v1/chat/media/resumable`,
        retryDelays: Array(50).fill(200),
        headers: { authorization: `Bearer ${customer.token}` },
        metadata: { filename: 'clip.mp4', filetype: 'video/mp4', type: 'video' },
        onAfterResponse: (request, response) => {
          if (request.getMethod() === 'HEAD') offsets.push(Number(response.getHeader('upload-offset')));
          found ||= response.getHeader('upload-media-id') ?? '';
        },
        onProgress: (sent) => {
          if (stopped || sent < 3_000_000) return;
          stopped = nodes[0].stop();
          current = nodes[1];
        },
        onError: reject,
        onSuccess: () => resolve(found),
      }).start();
    });
    await stopped;
    t.ok(
      offsets.some((offset) => offset > 0 && offset < bytes.length),
      `it went on in the middle: ${offsets}`,
    );
    t.match(id, /^[0-9a-f-]{36}$/, 'the client hears the id');
    const { body } = await clientOf(nodes[1]).as(customer).get<{ data: Media }>(`chat/media/${id}`);
    t.match(body.data, { type: 'video', format: 'video/mp4', size: bytes.length, status: 'processing' });
    const storage = await storageOf(t, backends, settings);
    t.ok((await buffer(await storage.get(uploadKey(id)))).equals(bytes), 'byte for byte');
    t.equal((await core.db.pool.query('select from media')).rowCount, 1, 'there is one');
    await removeUpload(storage, id);
    t.equal(await storage.size(uploadKey(id)), undefined);
    t.same(s3 ? filesBelow(s3.dir) : storedFiles(backends), [], 'and in the end nothing');
  });
}

test('an S3 store whose parts were not put together, and one that is abandoned', async (t) => {
  const backends = await startBackends(t);
  const { settings, dir } = await testS3(t);
  const core = await testCore(t, backends);
  const api = clientOf(await startNode(t, backends, settings));
  const tus = new TusClient(api.as(await makePerson(core, 'User')));
  const storage = await storageOf(t, backends, settings);
  const bytes = samples.mp4(7_000_000);

  const location = locationOf(await tus.create(bytes.length, { type: 'video' }));
  t.equal((await tus.patch(location, 0, bytes.subarray(0, 6_000_000))).headers.get('upload-offset'), '6000000');
  t.not(filesBelow(dir).length, 0);
  t.equal((await tus.remove(location)).status, 204);
  t.same(filesBelow(dir), [], 'parts and note are gone');
  t.equal((await core.db.pool.query('select from media')).rowCount, 0);

  // As a node that died in between leaves it: all parts, and no object.
  const second = locationOf(await tus.create(bytes.length, { type: 'video' }));
  const store = resumableObjects(testConfig(backends, settings));
  const client = (store as unknown as { client: { completeMultipartUpload: () => Promise<never> } }).client;
  client.completeMultipartUpload = () => Promise.reject(new Error('the node dies here'));
  await t.rejects(store.write(Readable.from([bytes]), uploadKey(idOf(second)), 0), /dies here/);
  t.equal(await storage.size(uploadKey(idOf(second))), undefined);
  const head = await tus.head(second);
  t.equal(head.headers.get('upload-media-id'), idOf(second), 'the client asks, and that completes it');
  t.ok((await buffer(await storage.get(uploadKey(idOf(second))))).equals(bytes), 'byte for byte');
});

import { Readable } from 'node:stream';
import { eventually } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { leavesNothing, storedFiles } from './support/media.js';
import { multipart, multipartHeaders } from './support/multipart.js';
import { samples } from './support/samples.js';
import { send } from './support/send.js';
import { locationOf, TusClient } from './support/tus.js';

/** A body that brings `first`, then `drop` every 50 ms for ever. */
function dripping(first: Buffer, drop: Buffer): Readable {
  const body = new Readable({ read() {} });
  body.push(first);
  const timer = setInterval(() => body.push(drop), 50);
  body.once('close', () => clearInterval(timer));
  return body;
}

const start = multipart([
  { field: 'type', content: 'image' },
  { field: 'file', content: samples.png(100_000), name: 'x.png' },
]).subarray(0, 60_000);

test('uploads that never end', async (t) => {
  await t.test('one of which nothing comes any more', async (t) => {
    const { api, core, make, backends } = await startApi(t, { MEDIA_IDLE_MS: 300 });
    const me = api.as(await make('User'));
    const silent = new Readable({ read() {} });
    silent.push(start);
    const ended = send(me, 'chat/media', { method: 'POST', body: silent, headers: multipartHeaders });
    await t.rejects(ended, 'the connection is closed');
    await leavesNothing(t, core, backends);

    const tus = new TusClient(me);
    const location = locationOf(await tus.create(100_000));
    const half = new Readable({ read() {} });
    half.push(samples.png(50_000));
    await t.rejects(tus.patch(location, 0, half), 'a resumable one too');
    await eventually(
      async () => (await tus.head(location)).headers.get('upload-offset') === '50000',
      'what came is kept',
    );
  });

  await t.test('a slow one goes on as long as something comes, up to a limit', async (t) => {
    const { api, core, make, backends } = await startApi(t, { MEDIA_IDLE_MS: 300, MEDIA_UPLOAD_SECONDS: 1 });
    const me = api.as(await make('User'));
    const begun = performance.now();
    const drops = dripping(start, Buffer.alloc(10));
    await t.rejects(send(me, 'chat/media', { method: 'POST', body: drops, headers: multipartHeaders }));
    drops.destroy();
    t.ok(performance.now() - begun > 900, 'it was not ended for being slow');
    await leavesNothing(t, core, backends);
  });

  await t.test('the time counts for the body alone', async (t) => {
    const { api, core, make, backends } = await startApi(t, { MEDIA_IDLE_MS: 300, MEDIA_WAIT_MS: 1_200 });
    const body = multipart([
      { field: 'type', content: 'image' },
      { field: 'file', content: samples.png(), name: 'x' },
    ]);
    const answer = await send(api.as(await make('User')), 'chat/media', {
      method: 'POST',
      body,
      headers: multipartHeaders,
    });
    t.equal(answer.status, 201, 'an upload that is waiting for the workers is not cut off');
    t.equal(storedFiles(backends).length, 1);
    t.equal((await core.db.pool.query('select from media')).rowCount, 1);
  });

  await t.test('too many at once', async (t) => {
    const { api, make } = await startApi(t, { MEDIA_WAIT_MS: 1 });
    const [greedy, other] = [await make('User'), await make('User')];
    const bodies = Array.from({ length: 10 }, () => dripping(start, Buffer.alloc(1)));
    const held = bodies.map((body) =>
      send(api.as(greedy), 'chat/media', { method: 'POST', body, headers: multipartHeaders }).catch(
        (error: Error) => error,
      ),
    );
    const upload = (person: { token: string }) =>
      send<{ code: string }>(api.as(person), 'chat/media', {
        method: 'POST',
        headers: multipartHeaders,
        body: multipart([
          { field: 'type', content: 'image' },
          { field: 'file', content: samples.png(), name: 'x' },
        ]),
      });
    const refused = await eventually(async () => {
      const answer = await upload(greedy);
      return answer.status === 429 ? answer : undefined;
    }, 'the eleventh is refused');
    t.equal(refused?.body.code, 'RATE_LIMITED');
    t.ok(refused?.headers.get('retry-after'));
    t.equal((await upload(other)).status, 201, 'somebody else is not');
    for (const body of bodies) body.destroy();
    await Promise.all(held);
    await eventually(async () => (await upload(greedy)).status === 201, 'once they have ended, one can upload again');
  });
});

import { createReadStream } from 'node:fs';
import { type MediaStorage, uploadKey } from '@samvad/core';
import { mediaSamples } from '@samvad/infra/testing';
import { test } from 'tap';
import { processUpload } from '../src/jobs/process-media.js';
import { MediaStack } from './support/media-stack.js';

const never = new AbortController().signal;

/** Begins a second attempt when the first has come so far, and waits for both. */
async function together(stack: MediaStack, id: string, from: number): Promise<PromiseSettledResult<void>[]> {
  const [one, other] = await Promise.all([stack.context(), stack.context()]);
  let second: Promise<void> | undefined;
  const begin = () => {
    second ??= processUpload(other, id, { signal: never, onProgress() {} });
  };
  if (from === 0) begin();
  const first = processUpload(one, id, { signal: never, onProgress: (percent) => percent >= from && begin() });
  const outcomes = await Promise.allSettled([first]);
  return [...outcomes, ...(await Promise.allSettled([second ?? Promise.reject(new Error('it has not begun'))]))];
}

for (const kind of ['local', 's3'] as const) {
  test(`two workers at once on the same upload, on ${kind} storage`, async (t) => {
    const stack = await MediaStack.start(t, kind);
    for (const [sample, from] of [
      [await mediaSamples.photo(), 0],
      [await mediaSamples.clip(), 10],
      [await mediaSamples.photo(), 100],
    ] as const) {
      const id = await stack.upload(sample, { queued: false });
      const outcomes = await together(stack, id, from);
      t.same(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'fulfilled'],
        `the second from ${from} %`,
      );
      const row = await stack.ended(id);
      t.match(row, { status: 'ready', attempts: 2 });
      await stack.checkObjects(row);
      await stack.told([id]);
    }
    await stack.noOrphans();
  });
}

/** A storage on which something else happens around every object that is stored. */
function storingWith(storage: MediaStorage, around: (store: () => Promise<void>) => Promise<void>): MediaStorage {
  return {
    ...{ kind: storage.kind, get: storage.get.bind(storage), size: storage.size.bind(storage) },
    ...{ remove: storage.remove.bind(storage), removeAll: storage.removeAll.bind(storage) },
    ...{ removeBroken: storage.removeBroken.bind(storage), async close() {} },
    put: (key, bytes, options) => around(() => storage.put(key, bytes, options)),
  };
}

test('a worker that has been overtaken while it stored takes nothing away from the other', async (t) => {
  // No heartbeat comes in between: the worst case.
  const stack = await MediaStack.start(t, 'local', { MEDIA_SWEEP_MS: 60_000 });
  const context = await stack.context();
  const id = await stack.upload(await mediaSamples.photo(), { queued: false });
  let overtaken: Promise<void> | undefined;
  const late = storingWith(stack.storage, async (store) => {
    overtaken ??= processUpload(context, id, { signal: never, onProgress() {} });
    await overtaken;
    await store();
  });
  await processUpload({ ...context, storage: late }, id, { signal: never, onProgress() {} });
  const row = await stack.ended(id);
  t.match(row, { status: 'ready', attempts: 2 });
  t.ok((await stack.checkObjects(row)).includes('full'));
  await stack.told([id]);
  await stack.noOrphans();
});

test('an upload that expires while it is worked on leaves nothing behind', async (t) => {
  // No heartbeat comes in between: the worst case.
  const stack = await MediaStack.start(t, 'local', { MEDIA_SWEEP_MS: 60_000 });
  const context = await stack.context();
  const { core, storage, place } = stack;
  const id = await stack.upload(await mediaSamples.photo(), { queued: false });
  let left: string[] = [];
  // At the last moment: the worker has just made sure that the upload is still wanted.
  const late = storingWith(storage, async (store) => {
    await core.db.pool.query(`update media set expires_at = now() - interval '1 second' where id = $1`, [id]);
    await core.mediaLifecycle.expire(1);
    await store();
    left = await place.list();
  });
  await processUpload({ ...context, storage: late }, id, { signal: never, onProgress() {} });
  t.ok(left.some((key) => key.startsWith(`media/${id}/`)));
  t.notOk(
    (await place.list()).some((key) => key.startsWith(`media/${id}/`)),
    'its outputs are gone',
  );
  await stack.worker({ MEDIA_SWEEP_MS: 400 });
  await stack.gone(id);
  t.same(await place.list(), []);
  t.same(stack.heard, []);
});

test('a worker that died right after the last step: whoever runs the job again tells everyone', async (t) => {
  const stack = await MediaStack.start(t, 'local');
  const context = await stack.context();
  const sample = await mediaSamples.document();
  const id = await stack.upload(sample, { queued: false });
  await processUpload(context, id, { signal: never, onProgress() {} });
  await stack.told([id]);
  stack.heard.length = 0;
  await stack.storage.put(uploadKey(id), createReadStream(sample.path), { format: sample.format });
  await processUpload(context, id, { signal: never, onProgress() {} });
  await stack.told([id]);
  t.match(await stack.row(id), { status: 'ready', attempts: 1 });
  await stack.noOrphans();
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputKey, uploadKey } from '@samvad/core';
import { eventually, makeConversation, makePerson } from '@samvad/core/testing';
import { mediaSamples } from '@samvad/infra/testing';
import { test } from 'tap';
import { processStart } from '../src/jobs/media/process-start.js';
import { removeDeadFolders } from '../src/jobs/media/work-folder.js';
import { removeLeftovers } from '../src/jobs/remove-leftovers.js';
import { MediaStack } from './support/media-stack.js';

for (const kind of ['local', 's3'] as const) {
  test(`what nobody attached is collected, what is attached stays, on ${kind} storage`, async (t) => {
    const stack = await MediaStack.start(t, kind, { MEDIA_SWEEP_MS: 300 });
    const { core, owner } = stack;
    const conversationId = await makeConversation(core, owner, await makePerson(core, 'Support'));
    const attached = await stack.upload(await mediaSamples.photo());
    const loose = await stack.upload(await mediaSamples.photo());
    const failed = await stack.upload(await mediaSamples.brokenPhoto());
    await core.sender.send(owner.actor, { conversationId, messageType: 'image', mediaId: attached });
    await Promise.all([stack.worker(), stack.worker()]);
    for (const id of [attached, loose, failed]) await stack.ended(id);
    // An upload that broke off: there is a row, and bytes of it, and nobody was told.
    const arriving = await core.mediaLifecycle.begin({
      ownerId: owner.id,
      name: 'half',
      type: 'file',
      format: 'application/pdf',
      size: 10,
      expiresInSeconds: 3_600,
    });
    await stack.storage.put(uploadKey(arriving.id), (await import('node:stream')).Readable.from(['half']), {
      format: 'application/pdf',
    });
    await core.db.pool.query(`update media set expires_at = now() - interval '1 second'`);
    for (const id of [loose, failed, arriving.id]) await stack.gone(id);
    const kept = await stack.ended(attached);
    await eventually(async () => (await expiry(stack, attached)) === null, 'an attached media that stays for good');
    await stack.checkObjects(kept);
    t.same((await stack.place.list()).sort(), kept.variants.map(({ name }) => outputKey(attached, name)).sort());
  });
}

async function expiry({ core }: MediaStack, id: string): Promise<Date | null> {
  const { rows } = await core.db.pool.query('select expires_at from media where id = $1', [id]);
  return rows[0].expires_at;
}

test('bytes of an upload that has ended are removed, however late', async (t) => {
  const stack = await MediaStack.start(t, 'local');
  const worker = await stack.worker();
  const sample = await mediaSamples.document();
  const [done, waiting] = [await stack.upload(sample), await stack.upload(sample)];
  for (const id of [done, waiting]) await stack.ended(id);
  await worker.stop();
  const { Readable } = await import('node:stream');
  for (const id of [done, waiting]) {
    await stack.storage.put(uploadKey(id), Readable.from(['left over']), { format: 'application/pdf' });
  }
  // A worker was killed while it wrote a file: its name is one that only the storage gives.
  const half = `${outputKey(done, 'full')}.part-0`;
  await stack.storage.put(half, Readable.from(['half']), { format: 'application/pdf' });
  // The one might still be under way.
  await stack.core.db.pool.query(`update media set touched_at = now() - interval '10 minutes' where id = $1`, [done]);
  t.same(await removeLeftovers.run(stack.core, stack.storage), { uploads: 1 });
  t.equal(await stack.storage.size(uploadKey(done)), undefined);
  t.equal(await stack.storage.size(uploadKey(waiting)), 9);
  t.equal(await stack.storage.size(half), undefined);
  t.ok(await stack.storage.size(outputKey(done, 'full')));
});

test('temporary files of dead workers go, those of living ones stay', async (t) => {
  const host = hostname().replaceAll(/[^A-Za-z0-9]/g, '_');
  const { pid: gone } = spawnSync('true');
  const start = await processStart(process.pid);
  const folder = (name: string) => {
    const path = join(tmpdir(), `samvad-media-${name}`);
    mkdirSync(path);
    writeFileSync(join(path, 'upload'), 'bytes');
    t.teardown(() => rmSync(path, { recursive: true, force: true }));
    return path;
  };
  const unique = mkdtempSync(join(tmpdir(), 'unique-'));
  t.teardown(() => rmSync(unique, { recursive: true }));
  const suffix = unique.slice(-6);
  const living = folder(`${host}-${process.pid}-${start}-${suffix}`);
  const ended = folder(`${host}-${gone}-${start}-${suffix}`);
  const successor = folder(`${host}-${process.pid}-before${start}-${suffix}`);
  const elsewhere = folder(`other_${host}-${gone}-${start}-${suffix}`);
  await removeDeadFolders();
  t.same([living, ended, successor, elsewhere].map(existsSync), [true, false, false, true]);
});

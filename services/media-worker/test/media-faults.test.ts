import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@samvad/core/testing';
import { mediaSamples } from '@samvad/infra/testing';
import { test } from 'tap';
import { processesIn } from './support/media-processes.js';
import { MediaStack } from './support/media-stack.js';

const encoding = (stack: MediaStack) => () => processesIn(stack.tmp).length > 0;
const temporaryFiles = (stack: MediaStack) => readdirSync(stack.tmp).filter((name) => name.startsWith('samvad-media-'));

test('a worker is killed in the middle of a video: another takes over', async (t) => {
  const stack = await MediaStack.start(t, 'local');
  const first = stack.workerProcess();
  const id = await stack.upload(await mediaSamples.longVideo());
  await eventually(encoding(stack), 'an encoder at work', 30_000);
  first.kill('SIGKILL');
  await first.ended;
  await eventually(() => processesIn(stack.tmp).length === 0, 'the end of the encoder');
  t.equal((await stack.row(id))?.status, 'processing');
  t.equal(temporaryFiles(stack).length, 1, 'the dead worker has left its files');

  const second = stack.workerProcess();
  const row = await stack.ended(id, 60_000);
  t.equal(row.status, 'ready');
  t.equal(row.attempts, 2);
  await stack.checkObjects(row);
  await stack.told([id]);
  await stack.noOrphans();
  t.equal(stack.heard.length, 1);
  second.kill('SIGTERM');
  t.equal(await second.ended, 0);
  t.same(temporaryFiles(stack), [], 'no temporary file stays');
  t.same(processesIn(stack.tmp), []);
});

test('a file that kills its worker each time is given up', async (t) => {
  const stack = await MediaStack.start(t, 'local', { MEDIA_SWEEP_MS: 500, MEDIA_ATTEMPTS: 2 });
  const id = await stack.upload(await mediaSamples.clip());
  // Found instead of ffmpeg: its parent is what guards it, and the parent of that the worker.
  const bin = join(stack.tmp, 'bin');
  mkdirSync(bin);
  for (const name of ['ffmpeg', 'ffprobe']) {
    writeFileSync(
      join(bin, name),
      '#!/bin/sh\nread -r _ _ _ worker _ < /proc/$PPID/stat\nkill -9 "$worker"\nsleep 60\n',
    );
    chmodSync(join(bin, name), 0o755);
  }
  const deaths: (number | string)[] = [];
  const attemptsAtDeath: number[] = [];
  const keepRunning = async () => {
    for (;;) {
      const worker = stack.workerProcess({}, { PATH: `${bin}:${process.env.PATH}` });
      const death = await Promise.race([worker.ended, stack.ended(id, 60_000)]);
      if (typeof death === 'object') return death;
      deaths.push(death);
      attemptsAtDeath.push((await stack.row(id))?.attempts ?? 0);
    }
  };
  const row = await keepRunning();
  t.same(deaths, ['SIGKILL', 'SIGKILL']);
  t.same(attemptsAtDeath, [1, 2], 'attempts of workers that died count');
  t.equal(row.status, 'failed');
  t.equal(row.failure_code, 'PROCESSING_CRASHED');
  await stack.told([id]);
  t.equal(stack.heard[0]?.error?.code, 'PROCESSING_CRASHED');
  await stack.noOrphans();
  t.same(await stack.place.list(), []);
});

test('a worker that is asked to leave hands its video over, and that is no attempt', async (t) => {
  const stack = await MediaStack.start(t, 'local', { DRAIN_SECONDS: 1 });
  const first = stack.workerProcess();
  const id = await stack.upload(await mediaSamples.longVideo());
  await eventually(encoding(stack), 'an encoder at work', 30_000);
  first.kill('SIGTERM');
  t.equal(await first.ended, 0);
  t.same(processesIn(stack.tmp), []);
  t.same(temporaryFiles(stack), []);
  t.match(await stack.row(id), { status: 'processing', attempts: 0 });
  t.same(await stack.queue.queue.getJobCounts('active', 'waiting'), { active: 0, waiting: 1 });
  await stack.worker();
  t.match(await stack.ended(id, 60_000), { status: 'ready', attempts: 1 });
});

test('a worker that was only frozen finds out that another has taken over', async (t) => {
  const stack = await MediaStack.start(t, 'local');
  const first = stack.workerProcess();
  const id = await stack.upload(await mediaSamples.longVideo());
  await eventually(encoding(stack), 'an encoder at work', 30_000);
  first.kill('SIGSTOP');
  await stack.worker();
  const row = await stack.ended(id, 60_000);
  t.match(row, { status: 'ready', attempts: 2 });
  first.kill('SIGCONT');
  await eventually(() => processesIn(stack.tmp).length === 0, 'the end of its encoder');
  first.kill('SIGTERM');
  t.equal(await first.ended, 0);
  t.same(temporaryFiles(stack), []);
  t.same(
    await stack.checkObjects((await stack.row(id)) ?? row),
    row.variants.map(({ name }) => name),
  );
  await stack.noOrphans();
});

test('Redis is emptied, with one upload under way and others waiting', async (t) => {
  const stack = await MediaStack.start(t, 'local');
  const first = await stack.upload(await mediaSamples.longVideo());
  const worker = stack.workerProcess();
  await eventually(encoding(stack), 'an encoder at work', 30_000);
  const waiting = [await stack.upload(await mediaSamples.photo()), await stack.upload(await mediaSamples.photo())];
  await stack.core.redis.flushall();
  t.same(await stack.queue.queue.getJobCounts('active', 'waiting'), { active: 0, waiting: 0 });
  const ids = [first, ...waiting];
  for (const row of await Promise.all(ids.map((id) => stack.ended(id, 60_000)))) {
    t.match(row, { status: 'ready', attempts: 1 });
    await stack.checkObjects(row);
  }
  await stack.told(ids);
  await stack.noOrphans();
  t.same(stack.heard.map(({ _id }) => _id).sort(), [...ids].sort(), 'once each');
  worker.kill('SIGTERM');
  await worker.ended;
});

test('a queue that has given an upload up is made to take it again', async (t) => {
  const stack = await MediaStack.start(t, 'local', { MEDIA_SWEEP_MS: 500 });
  const id = await stack.upload(await mediaSamples.photo());
  // As after an hour without Postgres: tried as often as the queue does by itself, and put away as failed.
  const job = await stack.queue.queue.getJob(id);
  await job?.remove();
  await stack.queue.queue.add('process', { mediaId: 'none' }, { jobId: id, attempts: 1 });
  const worker = await stack.worker();
  await eventually(async () => (await stack.queue.queue.getJob(id))?.finishedOn, 'the end of the job');
  t.equal((await stack.row(id))?.status, 'processing');
  await (await stack.queue.queue.getJob(id))?.updateData({ mediaId: id });
  t.match(await stack.ended(id), { status: 'ready' });
  await worker.stop();
});

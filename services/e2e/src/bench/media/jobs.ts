import { createReadStream, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Core, MediaQueue, type MediaStorage, openMediaStorage, uploadKey } from '@samvad/core';
import { type MediaSample, mediaSamples, temporaryDir } from '@samvad/infra/testing';
import type { BenchContext } from '../benchmark.js';
import { bareCore } from '../harness/bare-core.js';
import { readCpu } from '../harness/cpu.js';
import { makePeople } from '../harness/people.js';
import type { Stack } from '../harness/stack.js';
import { startMediaNode } from './media-node.js';

const kinds = [
  { what: 'photo, 12 megapixels', make: mediaSamples.largePhoto, jobs: { quick: 4, full: 20 } },
  { what: 'voice note, 60 s', make: mediaSamples.longVoiceNote, jobs: { quick: 4, full: 20 } },
  { what: 'video, 10 s in 720p', make: mediaSamples.largeClip, jobs: { quick: 2, full: 6 } },
];

interface JobFigures {
  what: string;
  jobs: number;
  /** Seconds of CPU time, the worker's and its children's, and of wall-clock time, per job. */
  cpu: number;
  wall: number;
}

/** Gives one worker, which does one job at a time, several of each kind; each must end `ready`. */
export async function measureJobs(stack: Stack, { quick, say }: BenchContext): Promise<JobFigures[]> {
  const dir = temporaryDir('bench-media');
  const core = await bareCore(stack, { MEDIA_DIR: dir.path });
  const queue = new MediaQueue(core.config, core.log);
  try {
    // Those that were uploaded before have been read back and removed.
    await stack.pool.query('truncate media, media_storage');
    await queue.queue.obliterate({ force: true });
    const storage = await openMediaStorage(core.config, core.log);
    const [person] = await makePeople(stack.pool, 'User', 1);
    const worker = await startMediaNode(stack, 'worker', dir.path);
    try {
      const one = async (sample: MediaSample, jobs: number) => {
        const before = readCpu({ worker: worker.pid });
        const began = performance.now();
        for (let i = 0; i < jobs; i += 1) await enqueue(core, storage, queue, person?.id ?? '', sample);
        await allReady(core);
        const used = (readCpu({ worker: worker.pid }).worker ?? 0) - (before.worker ?? 0);
        return { jobs, cpu: used / 1e6 / jobs, wall: (performance.now() - began) / 1_000 / jobs };
      };
      const figures: JobFigures[] = [];
      for (const { what, make, jobs } of kinds) {
        const sample = await make();
        await one(sample, 1);
        const figure = { what, ...(await one(sample, quick ? jobs.quick : jobs.full)) };
        figures.push(figure);
        say(`${what}: ${figure.cpu.toFixed(2)} s of CPU each`);
      }
      return figures;
    } finally {
      await worker.stop();
      await storage.close();
    }
  } finally {
    await queue.close();
    await core.close();
    dir.remove();
  }
}

/** What an API node does with an upload. */
async function enqueue(
  { mediaLifecycle }: Core,
  storage: MediaStorage,
  queue: MediaQueue,
  ownerId: string,
  { path, name, type, format }: MediaSample,
): Promise<void> {
  const { size } = statSync(path);
  const { id } = await mediaLifecycle.begin({ ownerId, name, type, format, size, expiresInSeconds: 3_600 });
  await storage.put(uploadKey(id), createReadStream(path), { format, size });
  await mediaLifecycle.accept(id, { type, format, size });
  await queue.add(id);
}

async function allReady(core: Core): Promise<void> {
  for (;;) {
    const { rows } = await core.db.pool.query<{ status: string }>(`select distinct status from media`);
    if (rows.every(({ status }) => status === 'ready')) return;
    if (rows.some(({ status }) => status === 'failed')) throw new Error('a job has failed');
    await sleep(20);
  }
}

export function reportJobs(figures: JobFigures[]) {
  return {
    table: {
      title: 'media: one worker, one job at a time; every job ended ready',
      columns: ['kind', 'jobs', 'CPU s each', 'jobs per CPU-second', 'wall s each'],
      rows: figures.map(({ what, jobs, cpu, wall }) => [
        what,
        String(jobs),
        cpu.toFixed(2),
        (1 / cpu).toFixed(2),
        wall.toFixed(2),
      ]),
      notes: ['CPU is the worker’s with all its children’s: fetching, decoding, encoding every variant, storing'],
    },
    headlines: figures.map(({ what, cpu }) => ({ name: `${what}`, value: 1 / cpu, unit: 'jobs per CPU-second' })),
    data: figures,
  };
}

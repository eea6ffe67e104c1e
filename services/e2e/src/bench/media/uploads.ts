import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { uploadKey } from '@samvad/core';
import { temporaryDir } from '@samvad/infra/testing';
import type { BenchContext } from '../benchmark.js';
import { readCpu, residentBytes } from '../harness/cpu.js';
import { makePeople } from '../harness/people.js';
import type { Stack } from '../harness/stack.js';
import { median, spread } from '../harness/stats.js';
import { uploadBytes } from '../load/upload-bytes.js';
import { startMediaNode } from './media-node.js';

const sizes = [10, 50, 200];
const MB = 1_000_000;
/** What a 200 MB upload may add to the node's resident memory, in MB. */
const mostGrowth = 30;

interface UploadFigures {
  /** MB. */
  size: number;
  megabytesPerSecond: number;
  /** CPU ms of the API node per MB. */
  cpu: number;
  /** MB by which its resident memory rose at most above what it was before. */
  growth: number;
}

/** Uploads one file after another through one API node, each byte of which must be stored as it was sent. */
export async function measureUploads(stack: Stack, { quick, say }: BenchContext): Promise<UploadFigures[]> {
  const dir = temporaryDir('bench-media');
  const settings = { MEDIA_FILE_BYTES: 300 * MB, MEDIA_QUOTA_BYTES: 100_000 * MB, MEDIA_WAIT_MS: 1 };
  const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  const node = await startMediaNode(stack, 'api', dir.path, env);
  try {
    const [person] = await makePeople(stack.pool, 'User', 1);
    if (!person) throw new Error('nobody was made');
    const one = async (size: number): Promise<UploadFigures> => {
      const before = residentBytes(node.pid);
      const cpu = readCpu({ api: node.pid });
      let peak = before;
      const watch = setInterval(() => {
        peak = Math.max(peak, residentBytes(node.pid));
      }, 10);
      const { media, sent, seconds } = await uploadBytes(node.port, person.token, size * MB).finally(() =>
        clearInterval(watch),
      );
      const used = (readCpu({ api: node.pid }).api ?? 0) - (cpu.api ?? 0);
      const path = join(dir.path, uploadKey(media._id));
      const stored = createHash('sha256');
      for await (const bytes of createReadStream(path)) stored.update(bytes as Buffer);
      if (stored.digest('hex') !== sent) throw new Error(`an upload of ${size} MB is not stored as it was sent`);
      await rm(path);
      return { size, megabytesPerSecond: size / seconds, cpu: used / 1_000 / size, growth: (peak - before) / MB };
    };
    // Compiled code first. The least of the sizes: whatever grows with a file still shows.
    for (let i = 0; i < 5; i += 1) await one(Math.min(...sizes));
    const figures: UploadFigures[] = [];
    for (let round = 0; round < (quick ? 2 : 5); round += 1) {
      for (const size of sizes) {
        const figure = await one(size);
        figures.push(figure);
        say(`${size} MB: ${figure.megabytesPerSecond.toFixed(0)} MB/s, memory +${figure.growth.toFixed(1)} MB`);
      }
    }
    return figures;
  } finally {
    await node.stop();
    dir.remove();
  }
}

export function reportUploads(figures: UploadFigures[]) {
  const of = (size: number, pick: (one: UploadFigures) => number) =>
    figures.filter((one) => one.size === size).map(pick);
  const growth = Math.max(...of(200, (one) => one.growth));
  return {
    table: {
      title: 'media: one multipart upload at a time through one API node into a folder; median (min–max)',
      columns: ['MB', 'MB/s', 'API CPU ms/MB', 'RSS growth MB'],
      rows: sizes.map((size) => [
        String(size),
        spread(of(size, (one) => one.megabytesPerSecond)),
        spread(
          of(size, (one) => one.cpu),
          1,
        ),
        spread(
          of(size, (one) => one.growth),
          1,
        ),
      ]),
      notes: ['every byte was read back and compared; growth is the highest resident memory above that before'],
    },
    headlines: [
      { name: 'upload throughput, 200 MB', value: median(of(200, (one) => one.megabytesPerSecond)), unit: 'MB/s' },
      { name: 'memory that a 200 MB upload adds', value: growth, unit: 'MB', goal: `< ${mostGrowth}` },
    ],
    failures: growth < mostGrowth ? [] : [`a 200 MB upload added ${growth.toFixed(1)} MB to the API node`],
    data: figures,
  };
}

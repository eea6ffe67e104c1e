import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Test } from 'tap';
import {
  defaultLimits,
  type MediaOutput,
  type MediaPreview,
  type ProcessedMedia,
  type ProcessRequest,
  processMedia,
  UnprocessableMediaError,
  type UnprocessableReason,
} from '../src/processing/index.js';

/** A folder of the test's own, gone after it. */
export function scratch(t: Test): string {
  const dir = mkdtempSync(join(tmpdir(), 'processing-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export interface Work extends ProcessedMedia {
  previews: MediaPreview[];
  percents: number[];
  of(variant: MediaOutput['variant']): MediaOutput;
}

type Asked = Pick<ProcessRequest, 'path' | 'format' | 'kind'>;
export type Overrides = Partial<Omit<ProcessRequest, 'limits'>> & { limits?: Partial<ProcessRequest['limits']> };

/** Processes a file as a worker would, and checks what holds for every file. */
export async function processed(t: Test, asked: Asked, overrides: Overrides = {}): Promise<Work> {
  const previews: MediaPreview[] = [];
  const percents: number[] = [];
  const workDir = join(scratch(t), 'work');
  mkdirSync(workDir);
  const media = await processMedia({
    ...asked,
    workDir,
    signal: new AbortController().signal,
    onProgress: (percent) => percents.push(percent),
    onPreview: async (preview) => void previews.push(preview),
    ...overrides,
    limits: { ...defaultLimits, ...overrides.limits },
  });
  t.same(
    percents,
    [...new Set(percents)].sort((a, b) => a - b),
    'progress rises',
  );
  t.equal(percents.at(-1), 100);
  t.equal(previews.length, asked.kind === 'file' ? 0 : 1, 'one preview');
  t.equal(media.outputs[0]?.variant, 'full');
  const strays = readdirSync(workDir).filter((name) => !/^(full|desktop|phone|thumbnail)\.\w+$/.test(name));
  t.same(strays, [], 'no temporary file is left');
  const of = (variant: MediaOutput['variant']) => {
    const output = media.outputs.find((one) => one.variant === variant);
    if (!output) throw new Error(`there is no ${variant}`);
    return output;
  };
  return { ...media, previews, percents, of };
}

export async function refused(t: Test, asked: Asked, reason: UnprocessableReason, overrides: Overrides = {}) {
  const error = await processed(t, asked, overrides).catch((error) => error);
  t.type(error, UnprocessableMediaError, `${asked.format} is refused`);
  t.equal(error.reason, reason, String(error.cause?.message ?? error.message));
  return error as UnprocessableMediaError;
}

/** Makes a file with ffmpeg; the last argument is its name in `dir`. */
export async function make(dir: string, ...args: string[]): Promise<string> {
  const path = join(dir, args.at(-1) ?? '');
  await execa('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args.slice(0, -1), path]);
  return path;
}

/** Sources for `make`. */
export const pictures = (size = '160x120', seconds = 1, rate = 10) => [
  ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:d=${seconds}:r=${rate}`],
];
export const tone = (seconds = 1) => ['-f', 'lavfi', '-i', `sine=d=${seconds}:r=48000`];

/** What ffprobe says of an output. */
export async function inspect(path: string) {
  const { stdout } = await execa('ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path]);
  // biome-ignore lint/suspicious/noExplicitAny: ffprobe's own shape.
  const { format, streams } = JSON.parse(stdout) as any;
  const of = (type: string) => streams.filter((stream: { codec_type: string }) => stream.codec_type === type);
  return { format, streams, videos: of('video'), audios: of('audio') };
}

/** Decodes an output from end to end; rejects when a player would stumble. */
export async function plays(path: string): Promise<void> {
  await execa('ffmpeg', ['-v', 'error', '-xerror', '-err_detect', 'explode', '-i', path, '-f', 'null', '-']);
}

/** Bytes that look like noise and are the same in every run. */
export function noise(length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < length; at += 32) blocks.push(createHash('sha256').update(String(at)).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

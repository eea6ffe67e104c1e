import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpeg, untilTooLong, withoutMetadata } from './ffmpeg.js';
import { lines } from './lines.js';
import type { MediaOutput, ProcessedMedia, ProcessRequest } from './media.js';
import { makePoster } from './poster.js';
import { type Probed, probe, type VideoStream } from './probe.js';
import { fitEvenInside, type Size } from './sizes.js';
import { soundArguments } from './sound.js';
import { UnprocessableMediaError } from './unprocessable.js';

interface Rendition extends Size {
  variant: 'full' | 'phone';
  path: string;
  /** x264's constant quality; fewer is better. */
  crf: number;
  /** Most bits per second. */
  pictures: number;
  sound: number;
  channels: 1 | 2;
}

const format = 'video/mp4';
/** Longest sides in pixels. */
const fullSide = 1280;
const phoneSide = 640;
/** Bits per second that pictures always get. */
const fewestBits = 150_000;

/** MP4 of H.264 and AAC, which every browser and phone plays, all from one decoding of the upload. */
export async function processVideo(
  request: ProcessRequest,
  probed: Probed,
  video: VideoStream,
): Promise<ProcessedMedia> {
  const { limits, onPreview, onProgress } = request;
  const renditions = renditionsOf(request, video);
  const { width, height } = fitEvenInside(video, fullSide);
  const { output: poster, previewHash } = await makePoster(request, video);
  await onPreview({ width, height, durationMs: probed.durationMs, previewHash });
  onProgress(10);

  const listen = lines((line) => {
    const [name, value] = line.split('=');
    const milliseconds = Number(value) / 1000;
    if (name === 'out_time_us' && probed.durationMs) onProgress(10 + (88 * milliseconds) / probed.durationMs);
  });
  const split = renditions.map(({ variant }) => `[${variant}]`).join('');
  const graph = [
    `[0:${video.index}]fps=${video.frameRate},scale=${width}:${height},setsar=1,format=yuv420p,split=${renditions.length}${split}`,
    ...renditions.map((one) => `[${one.variant}]scale=${one.width}:${one.height}[${one.variant}-sized]`),
  ].join(';');
  const outputs = renditions.flatMap((one) => renditionArguments(one, probed, limits.maxDurationMs));
  await ffmpeg(request, ['-progress', 'pipe:1', '-filter_complex', graph, ...outputs], listen);
  // What the upload had declared, or not, counts no more.
  const { durationMs } = await probe({ ...request, path: renditions[0].path, format });
  if (durationMs !== null && durationMs > limits.maxDurationMs) throw new UnprocessableMediaError('TOO_LONG');

  const made: MediaOutput[] = [];
  for (const { variant, path, ...size } of renditions) {
    const output = { variant, path, format, size: (await stat(path)).size, width: size.width, height: size.height };
    const [full] = made;
    if (!full || output.size < full.size) made.push(output);
  }
  made.push(poster);
  return { kind: 'video', format, width, height, durationMs, previewHash, waveform: null, outputs: made };
}

function renditionsOf({ workDir }: ProcessRequest, video: VideoStream): [Rendition, ...Rendition[]] {
  const full: Rendition = {
    variant: 'full',
    path: join(workDir, 'full.mp4'),
    ...fitEvenInside(video, fullSide),
    ...{ crf: 26, pictures: 2_500_000, sound: 96_000, channels: 2 },
  };
  if (Math.max(full.width, full.height) <= phoneSide) return [full];
  const phone: Rendition = {
    variant: 'phone',
    path: join(workDir, 'phone.mp4'),
    ...fitEvenInside(video, phoneSide),
    ...{ crf: 28, pictures: 500_000, sound: 40_000, channels: 1 },
  };
  return [full, phone];
}

function renditionArguments(rendition: Rendition, { bitRate, audio }: Probed, maxDurationMs: number): string[] {
  const { variant, path, crf, pictures, sound, channels } = rendition;
  // What had been compressed harder before must not grow.
  const most = Math.max(fewestBits, Math.min(pictures, bitRate ?? pictures));
  return [
    ...['-map', `[${variant}-sized]`, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(crf)],
    ...['-maxrate', String(most), '-bufsize', String(2 * most), '-threads', '1'],
    // Extra information that may stand between the pictures (type 6), such as x264's settings.
    ...['-bsf:v', 'filter_units=remove_types=6'],
    ...(audio ? soundArguments(audio, channels, sound) : []),
    ...withoutMetadata,
    ...untilTooLong(maxDurationMs),
    ...['-movflags', '+faststart', '-f', 'mp4', `file:${path}`],
  ];
}

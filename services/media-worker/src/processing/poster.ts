import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpeg } from './ffmpeg.js';
import type { MediaOutput, ProcessRequest } from './media.js';
import { hashSide, thumbHash } from './preview-hash.js';
import type { VideoStream } from './probe.js';
import { fitInside } from './sizes.js';
import { UnprocessableMediaError } from './unprocessable.js';

const posterSide = 480;
/** The poster is the most typical of the first so many frames: the very first is often black. */
const candidates = 24;

/** A still of the video, and its ThumbHash. Throws `UnprocessableMediaError`. */
export async function makePoster(
  request: ProcessRequest,
  video: VideoStream,
): Promise<{ output: MediaOutput; previewHash: string }> {
  const path = join(request.workDir, 'thumbnail.webp');
  const poster = fitInside(video, posterSide);
  const tiny = fitInside(video, hashSide);
  const chunks: Buffer[] = [];
  const filter = [
    // Made small first: the candidates are held in memory.
    `[0:${video.index}]scale=${poster.width}:${poster.height},setsar=1,thumbnail=${candidates},split[poster][p]`,
    `[p]scale=${tiny.width}:${tiny.height},format=rgba[tiny]`,
  ].join(';');
  const still = ['-frames:v', '1', '-threads', '1'];
  await ffmpeg(
    request,
    [
      ...['-filter_complex', filter],
      ...['-map', '[poster]', ...still, '-c:v', 'libwebp', '-quality', '72', '-f', 'webp', `file:${path}`],
      ...['-map', '[tiny]', ...still, '-c:v', 'rawvideo', '-f', 'rawvideo', 'pipe:1'],
    ],
    (chunk) => chunks.push(chunk),
  );
  const pixels = Buffer.concat(chunks);
  // Not one frame could be decoded.
  if (pixels.length !== tiny.width * tiny.height * 4) throw new UnprocessableMediaError('BROKEN');
  const { size } = await stat(path);
  return {
    output: { variant: 'thumbnail', path, format: 'image/webp', size, ...poster },
    previewHash: thumbHash(tiny.width, tiny.height, pixels),
  };
}

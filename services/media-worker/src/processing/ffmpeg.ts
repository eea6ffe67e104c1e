import { failureOf } from './failure.js';
import { decoders, demuxers } from './formats.js';
import { type GuardedEnd, runGuarded } from './guard.js';
import type { ProcessRequest } from './media.js';

/** Decoders ask for frames with edges around what is seen: twice a small picture's pixels, and more. */
const withEdges = (pixels: number) => String(2 * pixels + 65_536);

/**
 * How both programs are made to read an upload. The demuxer is ours to say, no other may be opened from within, nothing
 * but local files can be, and only known decoders start. `-max_pixels` holds for what a stream turns into later, too.
 */
export function inputArguments({ path, format, limits }: ProcessRequest, program: 'ffmpeg' | 'ffprobe'): string[] {
  const demuxer = demuxers[format] ?? '';
  return [
    ...['-v', 'error', '-hide_banner', ...(program === 'ffmpeg' ? ['-nostdin', '-y'] : [])],
    ...['-protocol_whitelist', 'file', '-format_whitelist', demuxer, '-codec_whitelist', decoders],
    ...['-max_pixels', withEdges(limits.maxPixels), '-threads', '1', '-f', demuxer, '-i', `file:${path}`],
  ];
}

/** Nothing of the original's tags, chapters or encoder is carried over, and nothing says what we encoded with. */
export const withoutMetadata = [
  ...['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
  ...['-flags:v', '+bitexact', '-flags:a', '+bitexact'],
];

/** Ends an output a second after what is allowed, whatever length the upload had declared. */
export function untilTooLong(maxDurationMs: number): string[] {
  return ['-t', String(maxDurationMs / 1000 + 1)];
}

/** Runs ffmpeg on the upload. Throws `UnprocessableMediaError` where the file is at fault. */
export async function ffmpeg(
  request: ProcessRequest,
  output: string[],
  onOutput: (chunk: Buffer) => void,
): Promise<GuardedEnd> {
  const { workDir, limits, signal } = request;
  const args = [
    ...inputArguments(request, 'ffmpeg'),
    ...['-filter_threads', '1', '-filter_complex_threads', '1'],
    ...output,
  ];
  const end = await runGuarded({ file: 'ffmpeg', args, workDir, limits, signal, onOutput });
  if (end.code !== 0) throw failureOf('ffmpeg', end, limits);
  return end;
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpeg, untilTooLong, withoutMetadata } from './ffmpeg.js';
import type { ProcessedMedia, ProcessRequest } from './media.js';
import type { AudioStream, Probed } from './probe.js';
import { soundArguments } from './sound.js';
import { UnprocessableMediaError } from './unprocessable.js';
import { Waveform } from './waveform.js';

/** Hz. Enough for the outline, which is all it is for. */
const outlineRate = 8000;
const mostBits = 96_000;
/** Bits per second that AAC needs for speech, and how much more it needs than newer codecs such as Opus. */
const fewestBits = 32_000;
const moreThanNewer = 1.5;

/** AAC in an .m4a, mono or stereo, without cover pictures; its length and outline are measured by decoding all of it. */
export async function processAudio(
  request: ProcessRequest,
  probed: Probed,
  audio: AudioStream,
): Promise<ProcessedMedia> {
  const { workDir, limits, onPreview, onProgress } = request;
  await onPreview({ width: null, height: null, durationMs: probed.durationMs, previewHash: null });
  const path = join(workDir, 'full.m4a');
  const waveform = new Waveform();
  const measured = () => Math.round((1000 * waveform.samples) / outlineRate);
  // A note that had been compressed hard must not grow for nothing.
  const bits = Math.max(fewestBits, Math.min(mostBits, moreThanNewer * (probed.bitRate ?? mostBits)));
  const limit = untilTooLong(limits.maxDurationMs);
  await ffmpeg(
    request,
    [
      ...soundArguments(audio, 2, Math.round(bits)),
      ...withoutMetadata,
      ...limit,
      ...['-movflags', '+faststart', '-f', 'ipod', `file:${path}`],
      ...['-map', `0:${audio.index}`, '-ac', '1', '-ar', String(outlineRate), ...limit, '-f', 's16le', 'pipe:1'],
    ],
    (chunk) => {
      waveform.add(chunk);
      if (probed.durationMs) onProgress((98 * measured()) / probed.durationMs);
    },
  );
  const durationMs = measured();
  if (durationMs === 0) throw new UnprocessableMediaError('BROKEN');
  if (durationMs > limits.maxDurationMs) throw new UnprocessableMediaError('TOO_LONG');
  const { size } = await stat(path);
  const none = { width: null, height: null };
  return {
    ...{ kind: 'audio', format: 'audio/mp4', ...none, durationMs, previewHash: null, waveform: waveform.bars() },
    outputs: [{ variant: 'full', path, format: 'audio/mp4', size, ...none }],
  };
}

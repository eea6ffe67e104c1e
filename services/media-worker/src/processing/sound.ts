import type { AudioStream } from './probe.js';

/** Bits per second that one channel deserves at most: a telephone's 8 kHz cannot fill more. */
function worthwhile(sampleRate: number): number {
  if (sampleRate <= 8000) return 24_000;
  if (sampleRate <= 16_000) return 32_000;
  return 64_000;
}

/** AAC of at most so many channels and, in all, bits per second. */
export function soundArguments(
  { index, channels, sampleRate }: AudioStream,
  mostChannels: 1 | 2,
  bits: number,
): string[] {
  const kept = Math.min(channels, mostChannels);
  return [
    ...['-map', `0:${index}`, '-c:a', 'aac', '-ac', String(kept)],
    ...['-b:a', String(Math.min(bits, kept * worthwhile(sampleRate)))],
    ...(sampleRate > 48_000 ? ['-ar', '48000'] : []),
  ];
}

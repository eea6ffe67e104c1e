import { stat } from 'node:fs/promises';
import { processAudio } from './audio.js';
import { bareFormat, imageLoaders } from './formats.js';
import { processImage } from './image.js';
import type { ProcessedMedia, ProcessRequest } from './media.js';
import { probe } from './probe.js';
import { UnprocessableMediaError } from './unprocessable.js';
import { processVideo } from './video.js';

/**
 * Makes what people will see of an upload, in `workDir` alone.
 *
 * Throws `UnprocessableMediaError` when the file is at fault, for good; the signal's reason when aborted; anything else
 * is ours (a full disk, a killed child, no time) and worth another try. However it ends, no child is left.
 */
export async function processMedia(request: ProcessRequest): Promise<ProcessedMedia> {
  const { path, signal, limits, onProgress } = request;
  signal.throwIfAborted();
  const { size } = await stat(path);
  const deadline = new AbortController();
  const late = new Error(`processing took more than ${limits.timeoutMs} ms`);
  const timer = setTimeout(() => deadline.abort(late), limits.timeoutMs);
  let reached = -1;
  const rising = (percent: number) => {
    const whole = Math.min(100, Math.floor(percent));
    if (whole <= reached) return;
    reached = whole;
    onProgress(whole);
  };
  try {
    const media = await processKind(
      {
        ...request,
        format: request.kind === 'file' ? request.format : bareFormat(request.format),
        signal: AbortSignal.any([signal, deadline.signal]),
        // Done is said once, here.
        onProgress: (percent) => rising(Math.min(percent || 0, 99)),
      },
      size,
    );
    rising(100);
    return media;
  } finally {
    clearTimeout(timer);
  }
}

async function processKind(request: ProcessRequest, size: number): Promise<ProcessedMedia> {
  const { path, kind, format } = request;
  const none = { width: null, height: null };
  if (kind === 'file') {
    const outputs = [{ variant: 'full' as const, path, format, size, ...none }];
    return { kind, format, ...none, durationMs: null, previewHash: null, waveform: null, outputs };
  }
  if (size === 0) throw new UnprocessableMediaError('BROKEN');
  if (kind === 'image') {
    if (!(format in imageLoaders)) throw new UnprocessableMediaError('UNSUPPORTED', unsupportedImage(format));
    return processImage(request);
  }
  const probed = await probe(request);
  if (probed.durationMs !== null && probed.durationMs > request.limits.maxDurationMs) {
    throw new UnprocessableMediaError('TOO_LONG');
  }
  if (probed.video) return processVideo(request, probed, probed.video);
  if (probed.audio) return processAudio(request, probed, probed.audio);
  throw new UnprocessableMediaError('NO_STREAM');
}

function unsupportedImage(format: string): string | undefined {
  return /hei[cf]/.test(format) ? 'HEIC pictures are not supported; please send a JPEG.' : undefined;
}

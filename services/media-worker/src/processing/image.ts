import { fileURLToPath } from 'node:url';
import { failureOf } from './failure.js';
import { runGuarded } from './guard.js';
import type { ImageJob, ImageMessage } from './image-job.js';
import { lines } from './lines.js';
import type { ProcessedMedia, ProcessRequest } from './media.js';
import { UnprocessableMediaError } from './unprocessable.js';

const program = fileURLToPath(new URL('./image-program.js', import.meta.url));

/** See `makeImage`; this side of it starts the program and listens. */
export async function processImage(request: ProcessRequest): Promise<ProcessedMedia> {
  const { path, format, workDir, limits, signal, onPreview, onProgress } = request;
  const job: ImageJob = { path, format, workDir, maxPixels: limits.maxPixels };
  const previewFailed = new AbortController();
  let previewed: Promise<void> | undefined;
  let media: ProcessedMedia | undefined;
  let refused: UnprocessableMediaError | undefined;
  const listen = (message: ImageMessage) => {
    if ('preview' in message) {
      previewed = onPreview(message.preview);
      previewed.catch((error) => previewFailed.abort(error));
    } else if ('percent' in message) onProgress(message.percent);
    else if ('media' in message) media = message.media;
    else refused = new UnprocessableMediaError(message.refused);
  };
  const end = await runGuarded({
    file: process.execPath,
    args: [program, JSON.stringify(job)],
    workDir,
    limits,
    signal: AbortSignal.any([signal, previewFailed.signal]),
    onOutput: lines((line) => listen(JSON.parse(line))),
  });
  await previewed;
  if (refused) throw refused;
  if (end.code !== 0 || !media) throw failureOf('the image program', end, limits);
  return media;
}

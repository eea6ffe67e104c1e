/**
 * The program that reads one image. It is a process of its own because libvips runs in its caller's process: only this
 * way do the caps, the abort and a crash concern the image alone, and no memory stays behind.
 */
import sharp from 'sharp';
import { imageLoaders } from './formats.js';
import type { ImageJob, ImageMessage } from './image-job.js';
import { makeImage } from './make-image.js';
import { UnprocessableMediaError } from './unprocessable.js';

const job = JSON.parse(process.argv[2] ?? '') as ImageJob;
// Workers scale by processes, and no image is read twice.
sharp.concurrency(1);
sharp.cache(false);
// One loader is left: whatever the bytes are, nothing but the parser of that format ever sees them.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: [imageLoaders[job.format] ?? ''] });

const tell = (message: ImageMessage) => process.stdout.write(`${JSON.stringify(message)}\n`);
try {
  tell({ media: await makeImage(job, tell) });
} catch (error) {
  if (!(error instanceof UnprocessableMediaError)) throw error;
  tell({ refused: error.reason });
}

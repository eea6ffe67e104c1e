import sharp from 'sharp';
import type { ImageJob } from './image-job.js';
import type { Size } from './sizes.js';
import { UnprocessableMediaError } from './unprocessable.js';

export interface ImageHeader extends Size {
  /** Of the file as it is, in bytes. */
  animated: boolean;
  hasAlpha: boolean;
}

/** The upright size of one frame, and more; no pixel is decoded. Throws `UnprocessableMediaError`. */
export async function checkHeader({ path, format, maxPixels }: ImageJob): Promise<ImageHeader> {
  const metadata = await sharp(path, { limitInputPixels: false, sequentialRead: true }).metadata();
  if (metadata.compression === 'hevc') throw new UnprocessableMediaError('UNSUPPORTED');
  const frames = format === 'image/gif' || format === 'image/webp' ? (metadata.pages ?? 1) : 1;
  if (metadata.width * metadata.height * frames > maxPixels) throw new UnprocessableMediaError('TOO_MANY_PIXELS');
  const { width, height } = frames > 1 ? metadata : metadata.autoOrient;
  return { width, height, animated: frames > 1, hasAlpha: metadata.hasAlpha };
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import { outputOf, shrink } from './encoded-image.js';
import type { ImageHeader } from './image-header.js';
import type { ImageJob } from './image-job.js';
import type { MediaOutput } from './media.js';
import { variantSides } from './sizes.js';

/** Bytes a pixel above which a PNG holds a photograph, of which lossless WebP is slow and saves little. */
const photoDensity = 1;

/** The largest variant, in a format that every browser shows, and that keeps what the original's format kept. */
export async function encodeFull(open: () => Sharp, header: ImageHeader, job: ImageJob): Promise<MediaOutput> {
  const { size: originalSize } = await stat(job.path);
  const write = async (extension: string, encode: (image: Sharp) => Sharp) => {
    const path = join(job.workDir, `full.${extension}`);
    const format = extension === 'jpg' ? 'image/jpeg' : `image/${extension}`;
    return outputOf('full', path, format, await encode(shrink(open(), variantSides.full)).toFile(path));
  };
  const jpeg = (quality: number) => write('jpg', (image) => image.jpeg({ ...mozjpeg, quality }));

  if (header.animated) return write('webp', (image) => image.webp({ quality: 78, effort: 2 }));
  if (job.format === 'image/jpeg') {
    const full = await jpeg(83);
    // What had been compressed harder before must not grow.
    return full.size > originalSize ? jpeg(72) : full;
  }
  if (['image/png', 'image/apng', 'image/gif'].includes(job.format)) {
    if (originalSize < photoDensity * header.width * header.height) {
      const full = await write('webp', (image) => image.webp({ lossless: true, effort: 1 }));
      if (full.size < originalSize) return full;
    }
    return write('png', (image) => image.png());
  }
  return write('webp', (image) => image.webp({ quality: 85, effort: 2 }));
}

/** mozjpeg without its search for the best scans: half the time for 2 % more bytes. */
const mozjpeg = { progressive: true, trellisQuantisation: true, overshootDeringing: true, quantisationTable: 3 };

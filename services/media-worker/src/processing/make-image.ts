import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { encodeFull } from './encode-full-image.js';
import { outputOf, shrink } from './encoded-image.js';
import { checkHeader } from './image-header.js';
import type { ImageJob, ImageMessage } from './image-job.js';
import type { ProcessedMedia } from './media.js';
import { previewHashOf } from './preview-hash.js';
import { fitInside, variantSides } from './sizes.js';

/** WebP, for screens: what each variant is encoded with. */
const qualities = { desktop: 78, phone: 72, thumbnail: 70 };

/**
 * Makes every variant of an image, upright, in sRGB and without any metadata: all are encoded anew, so nothing but
 * pixels is carried over. Throws `UnprocessableMediaError` from the header, libvips' own errors from the rest.
 */
export async function makeImage(job: ImageJob, tell: (message: ImageMessage) => void): Promise<ProcessedMedia> {
  const header = await checkHeader(job);
  const open = (animated = header.animated): Sharp => {
    const { path, maxPixels } = job;
    const options = { animated, limitInputPixels: maxPixels, sequentialRead: true, failOn: 'truncated' } as const;
    // An animation has no orientation, and cannot be turned.
    return animated ? sharp(path, options) : sharp(path, options).autoOrient();
  };

  // Everything small is made from this, so that the file is decoded in full only twice, and a JPEG only once.
  const { desktop: side } = variantSides;
  const { data, info } = await shrink(open(false), side).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const small = () => sharp(data, { raw: { width, height, channels } });
  const size = fitInside(header, variantSides.full);
  const previewHash = await previewHashOf(small());
  tell({ preview: { ...size, durationMs: null, previewHash } });
  tell({ percent: 20 });

  const full = await encodeFull(open, header, job);
  tell({ percent: 70 });
  const outputs = [full];
  for (const variant of ['desktop', 'phone', 'thumbnail'] as const) {
    const longSide = variantSides[variant];
    if (Math.max(size.width, size.height) <= longSide) continue;
    const moves = header.animated && variant !== 'thumbnail';
    const path = join(job.workDir, `${variant}.webp`);
    const image = shrink(moves ? open() : small(), longSide).webp({
      quality: qualities[variant],
      effort: moves ? 2 : 4,
    });
    const output = outputOf(variant, path, 'image/webp', await image.toFile(path));
    if (output.size < full.size) outputs.push(output);
  }
  const { format } = full;
  return { kind: 'image', format, ...size, durationMs: null, previewHash, waveform: null, outputs };
}

import type { OutputInfo, Sharp } from 'sharp';
import type { MediaOutput } from './media.js';

/** Never larger than before. */
export function shrink(image: Sharp, longSide: number): Sharp {
  return image.resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true });
}

export function outputOf(variant: MediaOutput['variant'], path: string, format: string, info: OutputInfo): MediaOutput {
  // The height of an animation is that of all its frames, one below the other.
  return { variant, path, format, size: info.size, width: info.width, height: info.pageHeight ?? info.height };
}

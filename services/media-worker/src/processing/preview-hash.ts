import type { Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';

/** A ThumbHash is made of an image of at most this side. */
export const hashSide = 100;

/** `pixels` is RGBA, without padding. */
export function thumbHash(width: number, height: number, pixels: Uint8Array): string {
  return Buffer.from(rgbaToThumbHash(width, height, pixels)).toString('base64');
}

export async function previewHashOf(image: Sharp): Promise<string> {
  const { data, info } = await image
    .resize({ width: hashSide, height: hashSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return thumbHash(info.width, info.height, data);
}

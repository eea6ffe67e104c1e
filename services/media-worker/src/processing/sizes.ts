export interface Size {
  width: number;
  height: number;
}

/** The longest side of each variant of an image, in pixels. */
export const variantSides = { full: 4096, desktop: 1600, phone: 720, thumbnail: 320 };

/** The size within a square of `longSide`, never larger than before, each side at least 1. */
export function fitInside({ width, height }: Size, longSide: number): Size {
  const scale = Math.min(1, longSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The same for video, whose colours come in squares of 2 × 2. */
export function fitEvenInside(size: Size, longSide: number): Size {
  const { width, height } = fitInside(size, longSide);
  return { width: Math.max(2, width - (width % 2)), height: Math.max(2, height - (height % 2)) };
}

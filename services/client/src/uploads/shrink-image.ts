import type { UploadSource } from './upload-source.js';

export interface ShrinkOptions {
  /** Pixels of the longer side; default 1600. */
  maxSide?: number;
  /** 0 to 1; default 0.82. */
  quality?: number;
}

// What is used of the browser.
interface Bitmap {
  width: number;
  height: number;
  close(): void;
}
interface Canvas {
  getContext(
    kind: '2d',
  ): { drawImage(image: Bitmap, x: number, y: number, width: number, height: number): void } | null;
  convertToBlob(options: { type: string; quality: number }): Promise<Blob>;
}
interface Browser {
  createImageBitmap?(file: Blob, options: { imageOrientation: 'from-image' }): Promise<Bitmap>;
  OffscreenCanvas?: new (width: number, height: number) => Canvas;
}

/**
 * A photo as large as a screen needs it, which takes a tenth of the time on a poor network. The original comes back where
 * the platform cannot, where it is small enough or would not be smaller, and for what may move (GIF) or is a drawing (SVG).
 */
export async function shrinkImage(
  file: UploadSource,
  { maxSide = 1_600, quality = 0.82 }: ShrinkOptions = {},
): Promise<UploadSource> {
  const { createImageBitmap, OffscreenCanvas } = globalThis as Browser;
  if (!createImageBitmap || !OffscreenCanvas || !/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type)) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = maxSide / Math.max(bitmap.width, bitmap.height);
    if (scale >= 1) {
      bitmap.close();
      return file;
    }
    const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    // Transparency is not lost.
    const type = file.type === 'image/png' || file.type === 'image/webp' ? 'image/webp' : 'image/jpeg';
    const blob = await canvas.convertToBlob({ type, quality });
    if (blob.size >= file.size) return file;
    return file.name === undefined ? blob : Object.assign(blob, { name: file.name });
  } catch {
    // Not a picture that this browser knows: the server decides.
    return file;
  }
}

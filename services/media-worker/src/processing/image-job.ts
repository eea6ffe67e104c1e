import type { MediaPreview, ProcessedMedia } from './media.js';
import type { UnprocessableReason } from './unprocessable.js';

/** What the image program is asked for, as JSON in its only argument. */
export interface ImageJob {
  path: string;
  /** A key of `imageLoaders`. */
  format: string;
  workDir: string;
  maxPixels: number;
}

/** What it answers, a line of JSON each. The last is `media` or `refused`; without it, it has failed. */
export type ImageMessage =
  | { preview: MediaPreview }
  | { percent: number }
  | { media: ProcessedMedia }
  | { refused: UnprocessableReason };

import type { ProcessLimits } from './limits.js';

export type MediaKind = 'image' | 'video' | 'audio' | 'file';

/** What can be shown while the rest is still being made. */
export interface MediaPreview {
  /** Pixels, upright. */
  width: number | null;
  height: number | null;
  /** As the file declares it; what is measured later may differ. */
  durationMs: number | null;
  /** A ThumbHash in base64. */
  previewHash: string | null;
}

export interface ProcessRequest {
  /** The upload, already on local disk. */
  path: string;
  /** What its bytes are: a MIME type found from the bytes. */
  format: string;
  kind: MediaKind;
  /** An existing empty folder for outputs and temporary files; the caller removes it. */
  workDir: string;
  limits: ProcessLimits;
  /** Stops the work at once; the promise rejects with the signal's reason when no child is left. */
  signal: AbortSignal;
  /** Rises from 0 to 100. */
  onProgress(percent: number): void;
  /** Called once, as early as possible and before the long work; its rejection ends the work. Not for `file`. */
  onPreview(preview: MediaPreview): Promise<void>;
}

export interface MediaOutput {
  variant: 'full' | 'desktop' | 'phone' | 'thumbnail';
  path: string;
  /** MIME type. */
  format: string;
  /** Bytes. */
  size: number;
  width: number | null;
  height: number | null;
}

export interface ProcessedMedia {
  /** What it turned out to be: a video without pictures is `audio`, a recording with pictures `video`. */
  kind: MediaKind;
  /** MIME type, width and height of the output `full`. */
  format: string;
  width: number | null;
  height: number | null;
  /** Measured, not what the file declared. */
  durationMs: number | null;
  previewHash: string | null;
  /** 100 integers from 0 to 100, of sound alone. */
  waveform: number[] | null;
  /** Begins with `full`; a smaller variant is there only where it saves something. */
  outputs: MediaOutput[];
}

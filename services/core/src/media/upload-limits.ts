import { AppError, type MediaType } from '@samvad/contract';
import type { Config } from '../config.js';

/** Bytes that a file of a type may have. */
export function largestUpload(config: Config, type: MediaType): number {
  return {
    image: config.MEDIA_IMAGE_BYTES,
    video: config.MEDIA_VIDEO_BYTES,
    audio: config.MEDIA_AUDIO_BYTES,
    file: config.MEDIA_FILE_BYTES,
  }[type];
}

/** Throws `UNPROCESSABLE_MEDIA` for an empty file, `PAYLOAD_TOO_LARGE` for one over the limit of its type. */
export function requireSize(config: Config, type: MediaType, size: number): void {
  if (size === 0) throw new AppError('UNPROCESSABLE_MEDIA', { message: 'The file is empty' });
  if (size > largestUpload(config, type)) throw tooLarge(config, type);
}

export function tooLarge(config: Config, type: MediaType): AppError {
  const limit = `${Math.floor(largestUpload(config, type) / 1e6)} MB`;
  return new AppError('PAYLOAD_TOO_LARGE', { message: `Of type ${type}, a file may have ${limit} at most` });
}

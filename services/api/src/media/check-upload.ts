import { AppError, type MediaCheckAnswer, type MediaType } from '@samvad/contract';
import { type Actor, type Core, largestUpload, requireFormat, requireSize } from '@samvad/core';

interface Planned {
  type: MediaType;
  /** Bytes. */
  size: number;
  format?: string;
}

/** Whether an upload would be taken, as far as can be said before its bytes are seen. */
export async function checkUpload(
  core: Core,
  actor: Actor,
  { type, size, format }: Planned,
): Promise<MediaCheckAnswer['data']> {
  const maxSize = largestUpload(core.config, type);
  try {
    if (format !== undefined) requireFormat(type, format);
    requireSize(core.config, type, size);
    if (size > (await core.mediaLifecycle.quotaLeft(actor.userId))) throw new AppError('QUOTA_EXCEEDED');
    return { accepted: true, maxSize, code: null, reason: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { accepted: false, maxSize, code: error.code, reason: error.message };
  }
}

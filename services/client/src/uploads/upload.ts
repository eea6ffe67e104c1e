import type { Media } from '@samvad/contract';
import { backoff, pause } from '../backoff.js';
import { ChatError, toChatError } from '../chat-error.js';
import type { Rest } from '../rest/rest.js';
import { uploadMultipart } from './multipart.js';
import type { Resumable } from './resumable.js';
import type { SendUpload } from './send-upload.js';
import type { UploadOptions, UploadSource } from './upload-source.js';

/** Up to here one request is better than several (bytes). */
const small = 1_000_000;
const retries = { base: 400, max: 20_000 };
/** Attempts in a row of which nothing has passed. */
const vainAttempts = 8;

/**
 * One attempt. The server is asked first whether the file would be taken. Resolves with the media, which may still be
 * `processing`: `media:updated` tells when it is ready. Rejects with what it is refused with, before its bytes are sent if
 * possible.
 */
export async function attemptUpload(
  file: UploadSource,
  options: Resumable,
  rest: Rest,
  send: SendUpload,
): Promise<Media> {
  const { type, uploadId, signal } = options;
  if (uploadId === undefined) {
    const format = file.type ? { format: file.type } : {};
    const check = await rest.checkMedia({ type, size: file.size, ...format }, { signal });
    if (!check.accepted) throw new ChatError(check.code ?? 'VALIDATION', check.reason ?? 'This file is not taken');
  }
  if (file.size < small) return uploadMultipart(file, options, send);
  // Not loaded by those who never upload anything large.
  const { uploadResumable } = await import('./resumable.js');
  return rest.media(await uploadResumable(file, options, send));
}

/** Attempts as long as something passes, and a few more. */
export async function upload(file: UploadSource, options: UploadOptions, rest: Rest, send: SendUpload): Promise<Media> {
  let uploadId: string | undefined;
  let most = -1;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await attemptUpload(
        file,
        {
          ...options,
          uploadId,
          onUpload: (id) => {
            uploadId = id;
          },
          onProgress: (sent, total) => {
            if (sent <= most) return;
            most = sent;
            attempt = 0;
            options.onProgress?.(sent, total);
          },
        },
        rest,
        send,
      );
    } catch (error) {
      const why = toChatError(error);
      if (isUploadRefusal(why) || attempt >= vainAttempts) throw why;
      const { signal = new AbortController().signal } = options;
      await pause((why.retryAfter ?? 0) * 1_000 + backoff(attempt, retries), signal);
    }
  }
}

/** Trying again would bring nothing. A day's quota is not worth waiting for. */
export function isUploadRefusal({ temporary, code, status }: ChatError): boolean {
  return code === 'QUOTA_EXCEEDED' || (!temporary && status !== 409);
}

import type { Media } from '@samvad/contract';
import { networkError } from '../chat-error.js';
import type { SendUpload } from './send-upload.js';
import type { UploadOptions, UploadSource } from './upload-source.js';

/** A small file in one request. */
export async function uploadMultipart(
  file: UploadSource,
  { type, name, signal, onProgress }: UploadOptions,
  send: SendUpload,
): Promise<Media> {
  const form = new FormData();
  // Before the file: the server decides as it reads.
  form.append('type', type);
  form.append('file', file, name ?? file.name ?? 'file');
  const { size } = file;
  onProgress?.(0, size);
  const { text } = await send('/chat/media', {
    method: 'POST',
    body: form,
    size,
    signal,
    onProgress: (sent) => onProgress?.(sent, size),
  });
  return mediaIn(text);
}

function mediaIn(text: string): Media {
  try {
    const { data } = JSON.parse(text) as { data: Media[] };
    if (data[0]) return data[0];
  } catch (error) {
    throw networkError(error);
  }
  throw networkError(new Error('The answer holds no media'));
}

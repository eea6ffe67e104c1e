import { networkError, toChatError } from '../chat-error.js';
import { type BytesAnswer, tellsProgress } from './send-bytes.js';
import type { SendUpload } from './send-upload.js';
import type { UploadOptions, UploadSource } from './upload-source.js';

export interface Resumable extends UploadOptions {
  /** The upload that an earlier attempt has begun. */
  uploadId?: string | undefined;
  /** There is an upload to go on with; undefined: it has gone. */
  onUpload?: (uploadId: string | undefined) => void;
}

interface Position {
  id: string;
  /** Bytes that have arrived. */
  offset: number;
  /** Once it is whole. */
  mediaId: string | null;
}

const path = '/chat/media/resumable';
const tus = { 'tus-resumable': '1.0.0' };
/**
 * Bytes of one request. A proxy in between may hold one back until it is whole, and none is larger than it may be. Without
 * word of progress smaller ones, so that progress shows, and a slow one is not taken for dead.
 */
const pieceSize = tellsProgress ? 4_000_000 : 1_000_000;

/**
 * One attempt at a file in pieces, by tus 1.0: what has arrived is not sent again. Each piece is read when it is sent.
 * Resolves with the media's id.
 */
export async function uploadResumable(file: UploadSource, options: Resumable, send: SendUpload): Promise<string> {
  const { signal, onProgress, onUpload } = options;
  let at = options.uploadId === undefined ? undefined : await whereItIs(options.uploadId, options, send);
  if (!at) {
    if (options.uploadId !== undefined) onUpload?.(undefined);
    at = { id: await create(file, options, send), offset: 0, mediaId: null };
    onUpload?.(at.id);
  }
  onProgress?.(at.offset, file.size);
  while (at.mediaId === null) {
    const { id, offset } = at;
    const piece = file.slice(offset, offset + pieceSize);
    const answer: BytesAnswer = await send(`${path}/${id}`, {
      method: 'PATCH',
      headers: { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      body: piece,
      size: piece.size,
      signal,
      onProgress: (sent) => onProgress?.(offset + sent, file.size),
    }).catch((error) => {
      if (!hasGone(error)) throw error;
      // Expired meanwhile: the next attempt begins anew.
      onUpload?.(undefined);
      throw networkError(error);
    });
    at = position(id, answer.header('upload-offset'), answer.header('upload-media-id'));
    // It would ask for ever.
    if (at.mediaId === null && (at.offset <= offset || at.offset >= file.size)) {
      throw networkError(new Error('The upload does not get on'));
    }
    onProgress?.(at.mediaId === null ? at.offset : file.size, file.size);
  }
  return at.mediaId;
}

/** Takes back an upload that is not whole, so that it does not count against what the person may upload. */
export async function endUpload(uploadId: string, send: SendUpload): Promise<void> {
  await send(`${path}/${encodeURIComponent(uploadId)}`, { method: 'DELETE', headers: tus });
}

/** Where an upload has got to; undefined when the server does not know it any more. */
async function whereItIs(uploadId: string, { signal }: Resumable, send: SendUpload): Promise<Position | undefined> {
  const id = encodeURIComponent(uploadId);
  try {
    const answer = await send(`${path}/${id}`, { method: 'HEAD', headers: tus, signal });
    return position(id, answer.header('upload-offset'), answer.header('upload-media-id'));
  } catch (error) {
    if (hasGone(error)) return undefined;
    throw error;
  }
}

const hasGone = (error: unknown) => [404, 410].includes(toChatError(error).status);

async function create(file: UploadSource, { type, name, signal }: Resumable, send: SendUpload): Promise<string> {
  const about = { filename: name ?? file.name ?? 'file', type, ...(file.type ? { filetype: file.type } : {}) };
  const metadata = Object.entries(about).map(([key, value]) => `${key} ${base64(value)}`);
  const headers = { ...tus, 'upload-length': String(file.size), 'upload-metadata': metadata.join(',') };
  const answer = await send(path, { method: 'POST', headers, signal });
  const id = answer.header('location')?.split('/').at(-1);
  if (!id) throw networkError(new Error('The answer does not name the upload'));
  return id;
}

function position(id: string, offset: string | null, mediaId: string | null): Position {
  const at = Number(offset ?? Number.NaN);
  if (!Number.isSafeInteger(at)) throw networkError(new Error('The answer does not say how much has arrived'));
  return { id, offset: at, mediaId };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

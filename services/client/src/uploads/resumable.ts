import { abortedError, ChatError, networkError } from '../chat-error.js';
import { type Http, refusal } from '../rest/http.js';
import type { UploadOptions, UploadSource } from './upload-source.js';

interface Attempt {
  http: Http;
  /** A token that is good now: asked for at every request, since an upload may outlive several. */
  token(): Promise<string>;
}

/** Bytes of one request. A proxy in between may hold one back until it is whole, and none is larger than it may be. */
const chunkSize = 4_000_000;
/** Milliseconds before each attempt to go on where it broke off; after a piece that has passed they begin anew. */
const retryDelays = [300, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000];

/**
 * A file in pieces, by tus: what has arrived need not be sent again, also after a reload if the same file is chosen again
 * (in browsers, which remember where it was). Resolves with the media's id.
 */
export async function uploadResumable(file: UploadSource, options: UploadOptions, attempt: Attempt): Promise<string> {
  // Not loaded by those who never upload anything large.
  const { Upload } = await import('tus-js-client');
  const source = isNode() ? Buffer.from(await file.arrayBuffer()) : file;
  const { signal, onProgress } = options;
  let stop = () => {};
  return new Promise<string>((resolve, reject) => {
    const upload = new Upload(source, {
      endpoint: attempt.http.url('/chat/media/resumable'),
      uploadSize: file.size,
      chunkSize,
      retryDelays,
      removeFingerprintOnSuccess: true,
      metadata: {
        filename: options.name ?? file.name ?? 'file',
        type: options.type,
        ...(file.type ? { filetype: file.type } : {}),
      },
      onBeforeRequest: async (request) => request.setHeader('Authorization', `Bearer ${await attempt.token()}`),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        // 409 and 423: another request of this upload is still ending; 401: with a newer token.
        return status === 0 || status >= 500 || [401, 409, 423, 429].includes(status);
      },
      onProgress: (sent, total) => onProgress?.(sent, total),
      onSuccess: ({ lastResponse }) => {
        const id = lastResponse.getHeader('upload-media-id');
        if (id) resolve(id);
        else reject(networkError(new Error('The answer does not name the media')));
      },
      onError: (error) => reject(toRefusal(error)),
    });
    stop = () => {
      void upload.abort().catch(() => {});
      reject(abortedError());
    };
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop);
    upload.findPreviousUploads().then(
      ([previous]) => {
        if (signal?.aborted) return;
        if (previous) upload.resumeFromPreviousUpload(previous);
        upload.start();
      },
      () => upload.start(),
    );
  }).finally(() => signal?.removeEventListener('abort', stop));
}

const isNode = () => typeof process !== 'undefined' && process.versions?.node !== undefined;

interface TusError extends Error {
  originalResponse?: { getStatus(): number; getBody(): string; getHeader(name: string): string | undefined } | null;
  causingError?: Error | null;
}

function toRefusal(error: TusError): ChatError {
  if (error.causingError instanceof ChatError) return error.causingError;
  const response = error.originalResponse;
  if (!response) return networkError(error);
  return refusal(response.getStatus(), response.getBody(), response.getHeader('retry-after') ?? null);
}

import type { Media } from '@samvad/contract';
import { abortedError, networkError, timeoutError } from '../chat-error.js';
import { type Http, refusal } from '../rest/http.js';
import type { UploadOptions, UploadSource } from './upload-source.js';

/** What is used of XMLHttpRequest, the only one that tells how much of an upload has passed. */
interface Xhr {
  upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  ontimeout: (() => void) | null;
  onabort: (() => void) | null;
  timeout: number;
  status: number;
  responseText: string;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getResponseHeader(name: string): string | null;
  send(body: FormData): void;
  abort(): void;
}

interface Attempt {
  http: Http;
  token: string;
  /** Milliseconds. */
  timeout: number;
}

const path = '/chat/media';

/** A small file in one request. */
export async function uploadMultipart(file: UploadSource, options: UploadOptions, attempt: Attempt): Promise<Media> {
  const form = new FormData();
  // Before the file: the server decides as it reads.
  form.append('type', options.type);
  form.append('file', file, options.name ?? file.name ?? 'file');
  const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => Xhr };
  const { data } = XMLHttpRequest
    ? await byXhr(new XMLHttpRequest(), form, options, attempt)
    : await byFetch(form, file.size, options, attempt);
  const [media] = data;
  if (!media) throw networkError(new Error('The answer holds no media'));
  return media;
}

async function byFetch(
  form: FormData,
  size: number,
  { signal, onProgress }: UploadOptions,
  { http, token, timeout }: Attempt,
): Promise<{ data: Media[] }> {
  onProgress?.(0, size);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await http.send<{ data: Media[] }>('POST', path, { form, headers, signal, timeout });
  onProgress?.(size, size);
  return answer;
}

function byXhr(
  xhr: Xhr,
  form: FormData,
  { signal, onProgress }: UploadOptions,
  { http, token, timeout }: Attempt,
): Promise<{ data: Media[] }> {
  const abort = () => xhr.abort();
  return new Promise<{ data: Media[] }>((resolve, reject) => {
    if (signal?.aborted) return reject(abortedError());
    signal?.addEventListener('abort', abort);
    xhr.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded, total);
    xhr.onerror = () => reject(networkError());
    xhr.ontimeout = () => reject(timeoutError());
    xhr.onabort = () => reject(abortedError());
    xhr.onload = () => {
      if (xhr.status !== 201)
        return reject(refusal(xhr.status, xhr.responseText, xhr.getResponseHeader('retry-after')));
      try {
        resolve(JSON.parse(xhr.responseText));
      } catch (error) {
        reject(networkError(error));
      }
    };
    xhr.open('POST', http.url(path));
    xhr.setRequestHeader('authorization', `Bearer ${token}`);
    xhr.timeout = timeout;
    xhr.send(form);
  }).finally(() => signal?.removeEventListener('abort', abort));
}

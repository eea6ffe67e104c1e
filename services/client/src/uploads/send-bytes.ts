import { abortedError, networkError, timeoutError } from '../chat-error.js';
import { linked } from '../linked-signal.js';

export interface BytesRequest {
  method: 'POST' | 'PATCH' | 'HEAD' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: Blob | FormData;
  /** Bytes of the body, as far as they count for progress. */
  size?: number;
  signal?: AbortSignal | undefined;
  /** Bytes that have left. */
  onProgress?: (sent: number) => void;
  /** Given up when nothing has passed for so many milliseconds. */
  idle: number;
}

export interface BytesAnswer {
  status: number;
  text: string;
  header(name: string): string | null;
}

/** What is used of XMLHttpRequest, the only one that tells how much of a request has left. */
interface Xhr {
  upload: { onprogress: ((event: { loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  status: number;
  responseText: string;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getResponseHeader(name: string): string | null;
  send(body?: Blob | FormData): void;
  abort(): void;
}

const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => Xhr };

/** Whether there is word of progress within a request; otherwise requests are better small. */
export const tellsProgress = XMLHttpRequest !== undefined;
/** Where nothing tells what has passed: bytes a second below which nobody waits. */
const slowest = 20_000;

/**
 * One request with many bytes. Resolves with whatever the server answers. Rejects with `NETWORK` or `TIMEOUT` (how much
 * has arrived is not known) or `ABORTED`; in any case it ends.
 */
export function sendBytes(request: BytesRequest, fetcher: typeof fetch): Promise<BytesAnswer> {
  return XMLHttpRequest ? byXhr(new XMLHttpRequest(), request) : byFetch(request, fetcher);
}

async function byFetch(request: BytesRequest, fetcher: typeof fetch): Promise<BytesAnswer> {
  const { method, url, headers, body, size = 0, signal, onProgress, idle } = request;
  if (signal?.aborted) throw abortedError();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), idle + (size / slowest) * 1_000);
  const either = linked(signal, late.signal);
  try {
    const response = await fetcher(url, { method, headers, ...(body ? { body } : {}), signal: either.signal });
    // Within the time too: an answer may break off in the middle.
    const text = await response.text();
    if (response.ok) onProgress?.(size);
    return { status: response.status, text, header: (name) => response.headers.get(name) };
  } catch (error) {
    if (signal?.aborted) throw abortedError();
    throw late.signal.aborted ? timeoutError() : networkError(error);
  } finally {
    clearTimeout(timer);
    either.unlink();
  }
}

function byXhr(
  xhr: Xhr,
  { method, url, headers, body, size, signal, onProgress, idle }: BytesRequest,
): Promise<BytesAnswer> {
  let isLate = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const abort = () => xhr.abort();
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isLate = true;
      xhr.abort();
    }, idle);
  };
  return new Promise<BytesAnswer>((resolve, reject) => {
    if (signal?.aborted) return reject(abortedError());
    signal?.addEventListener('abort', abort);
    xhr.upload.onprogress = ({ loaded }) => {
      alive();
      // A form is a little larger than the file in it.
      onProgress?.(Math.min(loaded, size ?? loaded));
    };
    xhr.onerror = () => reject(networkError());
    xhr.onabort = () => reject(isLate ? timeoutError() : abortedError());
    xhr.onload = () =>
      resolve({ status: xhr.status, text: xhr.responseText, header: (name) => xhr.getResponseHeader(name) });
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    alive();
    xhr.send(body);
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  });
}

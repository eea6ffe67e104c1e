import type { ErrorCode, RestError } from '@samvad/contract';
import { backoff, pause } from '../backoff.js';
import { abortedError, ChatError, networkError, timeoutError, toChatError } from '../chat-error.js';
import { linked } from '../linked-signal.js';
import type { Settings } from '../options.js';

export interface RequestOptions {
  /** Sent as JSON. */
  body?: object;
  /** Sent as it is. */
  form?: FormData;
  query?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Milliseconds; by default that of the client. */
  timeout?: number;
}

const retries = { base: 300, max: 5_000 };
const attempts = 4;

/** One request and its answer, or a `ChatError`. Nothing is known here of who is signed in. */
export class Http {
  readonly #settings: Settings;
  readonly #closed = new AbortController();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Reading may be repeated. */
  get<T>(path: string, options: RequestOptions = {}): Promise<T> {
    return this.repeat(() => this.send<T>('GET', path, options), options.signal);
  }

  /** For what may be done twice: temporary failures are met with a few retries, as late as the server asks for. */
  async repeat<T>(attemptOnce: () => Promise<T>, given?: AbortSignal): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await attemptOnce();
      } catch (error) {
        const why = toChatError(error);
        if (!why.temporary || attempt === attempts - 1) throw why;
        const { signal, unlink } = linked(this.#closed.signal, given);
        await pause((why.retryAfter ?? 0) * 1_000 + backoff(attempt, retries), signal).finally(unlink);
        if (signal.aborted) throw abortedError();
      }
    }
  }

  /** Rejects with what the server refuses with, or `NETWORK`, `TIMEOUT` (outcome unknown) or `ABORTED`. */
  async send<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { body, form, headers, timeout = this.#settings.timings.request } = options;
    const given = linked(this.#closed.signal, options.signal);
    const late = new AbortController();
    const either = linked(given.signal, late.signal);
    const timer = setTimeout(() => late.abort(), timeout);
    try {
      if (given.signal.aborted) throw abortedError();
      const response = await this.#settings.fetch(this.url(path, options.query), {
        method,
        headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(body ? { body: JSON.stringify(body) } : form ? { body: form } : {}),
        signal: either.signal,
      });
      const text = await response.text();
      if (!response.ok) throw refusal(response.status, text, response.headers.get('retry-after'));
      return (text === '' ? undefined : JSON.parse(text)) as T;
    } catch (error) {
      if (error instanceof ChatError) throw error;
      if (given.signal.aborted) throw abortedError();
      throw late.signal.aborted ? timeoutError() : networkError(error);
    } finally {
      clearTimeout(timer);
      either.unlink();
      given.unlink();
    }
  }

  url(path: string, query: object = {}): string {
    const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
    return `${this.#settings.url}/api/v1${path}${search ? `?${search}` : ''}`;
  }

  close(): void {
    this.#closed.abort();
  }
}

/** Where there is no body, or that of a proxy. Not 401: a sign-in is ended only by our own server. */
const codes: Record<number, ErrorCode> = {
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_MEDIA',
  429: 'RATE_LIMITED',
  503: 'OVERLOADED',
};

/** Also what a proxy says that knows nothing of our errors. */
export function refusal(status: number, text: string, retryAfter: string | null): ChatError {
  let body: Partial<RestError> = {};
  try {
    body = JSON.parse(text) as Partial<RestError>;
  } catch {
    // Judged by its status.
  }
  return new ChatError(
    body.code ?? codes[status] ?? `HTTP_${status}`,
    body.message ?? `The server answered ${status}`,
    {
      status,
      retryAfter: retryAfter !== null && Number(retryAfter) > 0 ? Number(retryAfter) : undefined,
      requestId: body.requestId,
    },
  );
}

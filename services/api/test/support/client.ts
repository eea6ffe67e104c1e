/** What a request was answered with. `text` is the body as it came, for those who look for what must not be in it. */
export interface Answer<T> {
  status: number;
  headers: Headers;
  text: string;
  body: T;
}

interface RequestOptions {
  headers?: Record<string, string>;
  /** Sent as it is, for bodies that no honest client would make. */
  raw?: string;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One person (or nobody) who talks to one node. */
export class Client {
  readonly origin: string;
  readonly #token: string | undefined;

  constructor(origin: string, token?: string) {
    this.origin = origin;
    this.#token = token;
  }

  /** What tells the node who is asking. */
  get authorization(): Record<string, string> {
    return this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
  }

  /** The same node, as someone else. */
  as(person?: { token: string }): Client {
    return new Client(this.origin, person?.token);
  }

  get<T = unknown>(path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.request<T>('GET', path, undefined, options);
  }

  post<T = unknown>(path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.request<T>('POST', path, body, options);
  }

  patch<T = unknown>(path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.request<T>('PATCH', path, body, options);
  }

  delete<T = unknown>(path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.request<T>('DELETE', path, body, options);
  }

  async request<T>(method: Method, path: string, body: unknown, options: RequestOptions): Promise<Answer<T>> {
    const content = options.raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${this.origin}${path.startsWith('/') ? path : `/api/v1/${path}`}`, {
      method,
      headers: {
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.authorization,
        ...options.headers,
      },
      ...(content === undefined ? {} : { body: content }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) as T };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { assertFits } from './shape.js';
import { restError } from './shapes.js';

/** Anything that came over the wire: nothing is known of it but what a check asserts. */
// biome-ignore lint/suspicious/noExplicitAny: a judge of foreign servers must not believe any type
export type Wire = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Wire;
}

export interface Ask {
  token?: string | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  raw?: BodyInit;
  headers?: Record<string, string>;
}

const patience = 15_000;

/**
 * One REST call. Rejects when the server does not answer in 15 s, or answers an error that has not the contract's shape.
 *
 * @param path below `/api/v1`, or a whole url
 */
export async function call(url: string, method: string, path: string, ask: Ask = {}): Promise<Answer> {
  const { token, body, raw, headers } = ask;
  const response = await fetch(path.startsWith('http') ? path : `${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(raw === undefined ? {} : { body: raw }),
    signal: AbortSignal.timeout(patience),
  });
  const said = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  const answer = { status: response.status, headers: response.headers, body: isJson && said ? JSON.parse(said) : said };
  const what = `${method} ${path.split('?')[0]} answers ${answer.status}, whose body`;
  if (answer.status >= 400 && method !== 'HEAD') {
    assertFits(restError, answer.body, what);
    if (answer.body.statusCode !== answer.status) throw new Error(`${what} says statusCode ${answer.body.statusCode}`);
  }
  return answer;
}

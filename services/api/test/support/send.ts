import { request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Answer, Client } from './client.js';

export interface BinaryAnswer<T> extends Answer<T> {
  bytes: Buffer;
}

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  /** As it is sent; a stream is sent in chunks while it comes. */
  body?: Buffer | Readable;
}

/** A request as `fetch` would not make it: any method, any body, however broken. The answer's bytes come as they are. */
export async function send<T = unknown>(client: Client, path: string, sent: Sent = {}): Promise<BinaryAnswer<T>> {
  const { method = 'GET', headers = {}, body } = sent;
  const url = new URL(path.startsWith('/') ? path : `/api/v1/${path}`, client.origin);
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers: { ...client.authorization, ...headers }, agent: false });
    // Whoever is answered before all has been sent may find the connection closed on the rest.
    let answered = false;
    outgoing.once('response', (incoming) => {
      answered = true;
      buffer(incoming).then((bytes) => {
        const found = new Headers();
        for (const [name, value] of Object.entries(incoming.headers)) found.set(name, String(value));
        const text = bytes.toString();
        outgoing.destroy();
        resolve({ status: incoming.statusCode ?? 0, headers: found, text, bytes, body: parse(text) as T });
      }, reject);
    });
    outgoing.once('error', (error) => {
      if (!answered) reject(error);
    });
    if (!(body instanceof Readable)) return outgoing.end(body);
    outgoing.flushHeaders();
    // A body that is given up takes the connection with it.
    body.once('close', () => body.readableEnded || outgoing.destroy()).pipe(outgoing);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

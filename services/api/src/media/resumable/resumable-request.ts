import { Readable } from 'node:stream';
import { ByteLengthQueuingStrategy } from 'node:stream/web';
import type { FastifyRequest } from 'fastify';

/** A request as @tus/server takes it. The body is read as fast as it is stored. */
export function toWebRequest({ raw, method, url }: FastifyRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw.headers)) if (value !== undefined) headers.set(name, String(value));
  const body = ['POST', 'PATCH'].includes(method)
    ? // Without a strategy in bytes, Node 20 lets thousands of chunks wait.
      Readable.toWeb(raw, { strategy: new ByteLengthQueuingStrategy({ highWaterMark: 65_536 }) })
    : null;
  const request = new Request(new URL(url, 'http://node'), { method, headers, body, duplex: 'half' } as RequestInit);
  // By this it notices that the connection broke, and keeps what has arrived.
  return Object.assign(request, { runtime: { name: 'node', node: { req: raw } } });
}

import type { Client } from './client.js';
import { type BinaryAnswer, type Sent, send } from './send.js';

/** Requests of the tus protocol, one by one. */
export class TusClient {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  create(size: number, metadata: Record<string, string> = { type: 'image', filename: 'x.png' }, more: Sent = {}) {
    const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
    const headers = { 'upload-length': String(size), 'upload-metadata': pairs.join(','), ...more.headers };
    return this.#send('POST', 'chat/media/resumable', { ...more, headers });
  }

  head(location: string, headers: Record<string, string> = {}) {
    return this.#send('HEAD', location, { headers });
  }

  patch(location: string, offset: number, body: Sent['body'], headers: Record<string, string> = {}) {
    return this.#send('PATCH', location, {
      headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...headers },
      ...(body ? { body } : {}),
    });
  }

  remove(location: string) {
    return this.#send('DELETE', location, {});
  }

  #send(method: string, path: string, sent: Sent): Promise<BinaryAnswer<{ code: string }>> {
    return send(this.#client, path, { ...sent, method, headers: { 'tus-resumable': '1.0.0', ...sent.headers } });
  }
}

/** Where an upload that was just made is. */
export function locationOf(created: BinaryAnswer<unknown>): string {
  const location = created.headers.get('location');
  if (created.status !== 201 || !location) throw new Error(`not created: ${created.status} ${created.text}`);
  return location;
}

export const idOf = (location: string) => location.split('/').at(-1) ?? '';

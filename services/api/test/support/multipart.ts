import type { Media, MediaType } from '@samvad/contract';
import type { Client } from './client.js';
import { type BinaryAnswer, send } from './send.js';

const boundary = 'boundary-of-a-test';

export interface Part {
  field: string;
  content: Buffer | string;
  /** A part with a name is a file. */
  name?: string;
  type?: string;
  /** More of its header, as it is. */
  header?: string;
}

/** Names are not escaped: what is hostile shall arrive so. */
export function multipart(parts: Part[]): Buffer {
  const chunks = parts.flatMap(({ field, content, name, type, header = '' }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"${name === undefined ? '' : `; filename="${name}"`}\r\n`,
    `${type === undefined ? '' : `Content-Type: ${type}\r\n`}${header}\r\n`,
    content,
    '\r\n',
  ]);
  return Buffer.concat([...chunks, `--${boundary}--\r\n`].map((chunk) => Buffer.from(chunk)));
}

export const multipartHeaders = { 'content-type': `multipart/form-data; boundary=${boundary}` };

export type UploadAnswer = BinaryAnswer<{ data: Media[] }>;

export function sendParts(client: Client, parts: Part[]): Promise<UploadAnswer> {
  return sendBody(client, multipart(parts));
}

export function sendBody(client: Client, body: Buffer, headers: Record<string, string> = {}): Promise<UploadAnswer> {
  const length = { 'content-length': String(body.length) };
  return send(client, 'chat/media', { method: 'POST', body, headers: { ...length, ...multipartHeaders, ...headers } });
}

/** One file, in the simplest way. */
export function uploadFile(
  client: Client,
  type: MediaType,
  content: Buffer | string,
  name = 'name',
): Promise<UploadAnswer> {
  return sendParts(client, [
    { field: 'type', content: type },
    { field: 'file', content, name, type: 'application/octet-stream' },
  ]);
}

import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Media } from '@samvad/contract';

export interface Uploaded {
  media: Media;
  /** SHA-256 of what was sent, in hex. */
  sent: string;
  seconds: number;
}

/** A beginning by which it is taken for what it is said to be. */
const head = Buffer.from('%PDF-1.7\n');
const chunk = randomBytes(1024 * 1024);

/** Uploads `size` bytes by multipart, as fast as they are taken. Rejects when they are refused. */
export async function uploadBytes(port: number, token: string, size: number): Promise<Uploaded> {
  const boundary = 'bench-boundary';
  const before = `--${boundary}\r\ncontent-disposition: form-data; name="type"\r\n\r\nfile\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="bench.pdf"\r\ncontent-type: application/pdf\r\n\r\n`;
  const after = `\r\n--${boundary}--\r\n`;
  const began = performance.now();
  const hash = createHash('sha256');
  const outgoing = request({
    port,
    host: '127.0.0.1',
    path: '/api/v1/chat/media',
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': before.length + size + after.length,
    },
  });
  const answer = new Promise<Media>((resolve, reject) => {
    outgoing.once('error', reject).once('response', async (response) => {
      let text = '';
      for await (const part of response.setEncoding('utf8')) text += part;
      if (response.statusCode === 201) resolve(JSON.parse(text).data[0]);
      else reject(new Error(`the upload was answered with ${response.statusCode}: ${text}`));
    });
  });
  answer.catch(() => {});
  outgoing.write(before);
  for (let left = size; left > 0; ) {
    const bytes = (left === size ? head : chunk).subarray(0, left);
    hash.update(bytes);
    left -= bytes.length;
    if (!outgoing.write(bytes)) {
      const drained = new Promise((resolve) => outgoing.once('drain', resolve));
      await Promise.race([drained, answer]);
    }
  }
  outgoing.end(after);
  const media = await answer;
  return { media, sent: hash.digest('hex'), seconds: (performance.now() - began) / 1_000 };
}

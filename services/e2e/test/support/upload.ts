import { openAsBlob } from 'node:fs';
import type { Media } from '@samvad/contract';
import type { MediaSample } from '@samvad/infra/testing';

/** Uploads one file by multipart, as a browser does. Rejects when it is refused. */
export async function upload(url: string, token: string, { path, name, type, format }: MediaSample): Promise<Media> {
  const form = new FormData();
  form.set('type', type);
  form.set('file', await openAsBlob(path, { type: format }), name);
  const response = await fetch(`${url}/api/v1/chat/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const body = (await response.json()) as { data: Media[] };
  const [media] = body.data ?? [];
  if (response.status !== 201 || !media)
    throw new Error(`upload of ${name}: ${response.status} ${JSON.stringify(body)}`);
  return media;
}

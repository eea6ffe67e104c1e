import { gives } from './expect.js';
import type { Person } from './person.js';
import { picture } from './picture.js';
import type { Answer, Wire } from './rest.js';
import { assertFits, list } from './shape.js';
import { media } from './shapes.js';
import { eventually } from './wait.js';

export interface File {
  name: string;
  bytes: Buffer | string;
  format: string;
}

/** Files in one multipart request, as a browser sends them. */
export function post(person: Person, type: string | undefined, files: File[]): Promise<Answer> {
  const form = new FormData();
  if (type !== undefined) form.set('type', type);
  for (const { name, bytes, format } of files) {
    form.append('file', new Blob([bytes as BlobPart], { type: format }), name);
  }
  return person.call('POST', '/chat/media', { raw: form });
}

export const photo = (): File => ({ name: 'leaf.png', bytes: picture(), format: 'image/png' });

/** A photo of the person's that is ready. */
export async function readyPhoto(person: Person): Promise<Wire> {
  const data = await gives(post(person, 'image', [photo()]), 201);
  assertFits(list(media), data, 'data');
  return settled(person, data[0]._id);
}

/** The media once it is not `processing` any more. */
export async function settled(person: Person, mediaId: string): Promise<Wire> {
  let found: Wire;
  await eventually(
    async () => {
      found = await gives(person.get(`/chat/media/${mediaId}`), 200, media);
      return found.status !== 'processing';
    },
    'the end of processing',
    30_000,
  );
  return found;
}

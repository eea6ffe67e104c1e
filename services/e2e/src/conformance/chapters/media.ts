import assert from 'node:assert/strict';
import { type Chapter, check, live } from '../check.js';
import { gives, refuses } from '../expect.js';
import type { Person } from '../person.js';
import { picture } from '../picture.js';
import type { Ask, Wire } from '../rest.js';
import { media } from '../shapes.js';
import { photo, post, readyPhoto, settled } from '../upload.js';

const attach = (person: Person, conversationId: string, mediaId: string, more: object = {}) =>
  person.post(`/chat/messages/${conversationId}`, { messageType: 'image', mediaId, ...more });

/** A request of the tus protocol. */
const tus = (person: Person, method: string, path: string, { headers, ...ask }: Ask = {}) =>
  person.call(method, path, { ...ask, headers: { 'tus-resumable': '1.0.0', ...headers } });

const metadata = (entries: Record<string, string>) =>
  Object.entries(entries)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');

/** Begins a resumable upload of a picture; returns its address and the bytes. */
async function begin(person: Person, size?: number): Promise<{ at: string; bytes: Buffer }> {
  const bytes = picture(200, 150);
  const created = await tus(person, 'POST', '/chat/media/resumable', {
    headers: {
      'upload-length': `${size ?? bytes.length}`,
      'upload-metadata': metadata({ filename: 'leaf.png', filetype: 'image/png', type: 'image' }),
    },
  });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  const location = created.headers.get('location');
  assert.ok(location, 'Location says where to go on');
  return { at: new URL(location, `${person.url}/api/v1/chat/media/resumable`).href, bytes };
}

const patch = (person: Person, at: string, offset: number, bytes: Buffer) =>
  tus(person, 'PATCH', at, {
    raw: bytes as BodyInit,
    headers: { 'upload-offset': `${offset}`, 'content-type': 'application/offset+octet-stream' },
  });

export const mediaChapter: Chapter = {
  name: 'media',
  about: 'uploading, by multipart and by tus; urls; who may see what',
  checks: [
    check('a photo by multipart becomes ready, with size, preview and thumbnail', async (desk) => {
      const { customer } = await desk.talk();
      const found = await readyPhoto(customer);
      assert.deepEqual([found.status, found.type, found.name], ['ready', 'image', 'leaf.png']);
      assert.deepEqual([found.width, found.height], [64, 48]);
      assert.ok(found.url && found.thumbnailUrl && found.previewHash, 'url, thumbnailUrl and previewHash are there');
    }),
    check('several files come back in their order', async (desk) => {
      const { customer } = await desk.talk();
      const files = ['a.png', 'b.png', 'c.png'].map((name) => ({ ...photo(), name }));
      const data = await gives(post(customer, 'image', files), 201);
      assert.deepEqual(
        data.map(({ name }: Wire) => name),
        ['a.png', 'b.png', 'c.png'],
      );
    }),
    check('a url works bare, without a token, and says what it is', async (desk) => {
      const { customer } = await desk.talk();
      const { url, thumbnailUrl } = await readyPhoto(customer);
      for (const one of [url, thumbnailUrl]) {
        const answer = await fetch(one);
        assert.equal(answer.status, 200);
        assert.match(answer.headers.get('content-type') ?? '', /^image\//);
        assert.ok((await answer.arrayBuffer()).byteLength > 0);
      }
    }),
    check('a url serves ranges', async (desk) => {
      const { customer } = await desk.talk();
      const { url } = await readyPhoto(customer);
      const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
      const part = await fetch(url, { headers: { range: 'bytes=5-14' } });
      assert.equal(part.status, 206);
      assert.equal(part.headers.get('content-range'), `bytes 5-14/${whole.length}`);
      assert.deepEqual(Buffer.from(await part.arrayBuffer()), whole.subarray(5, 15));
    }),
    check('a url whose signature is changed or missing shows nothing', async (desk) => {
      const { customer } = await desk.talk();
      const { url } = await readyPhoto(customer);
      assert.ok(url.includes('?'), 'the url is signed');
      const changed = url.replace(/(.)(.)$/, (_: string, a: string, b: string) => (a === b ? `${a}x` : `${b}${a}`));
      for (const one of [changed, url.split('?')[0]]) {
        const { status } = await fetch(one);
        assert.ok(status >= 400 && status < 500, `${status}`);
      }
    }),
    check('what the bytes are decides, not the name or the declared type', async (desk) => {
      const { customer } = await desk.talk();
      const text = await post(customer, 'image', [
        { name: 'leaf.png', bytes: 'no picture at all', format: 'image/png' },
      ]);
      assert.ok([415, 422].includes(text.status), `a text that says it is a picture: ${text.status}`);
      const html = { name: 'leaf.png', bytes: '<html><script>alert(1)</script></html>', format: 'image/png' };
      assert.ok([415, 422].includes((await post(customer, 'image', [html])).status), 'a page that says so');
    }),
    check('an upload without a file or of an unknown type is VALIDATION', async (desk) => {
      const { customer } = await desk.talk();
      await refuses(post(customer, 'image', []), 400, 'VALIDATION', 'no file');
      await refuses(post(customer, 'poem', [photo()]), 400, 'VALIDATION', 'an unknown type');
    }),
    check('an upload that is no multipart is UNSUPPORTED_MEDIA_TYPE', async (desk) => {
      const { customer } = await desk.talk();
      await refuses(customer.post('/chat/media', { type: 'image' }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    }),
    check('before it is attached only its uploader sees it', async (desk) => {
      const { customer, agent } = await desk.talk();
      const { _id } = await readyPhoto(customer);
      await gives(customer.get(`/chat/media/${_id}`), 200, media);
      await refuses(agent.get(`/chat/media/${_id}`), 404, 'NOT_FOUND');
      await refuses(customer.get('/chat/media/x'), 404, 'NOT_FOUND', 'one that is not there');
    }),
    check('a message carries the whole media as mediaId, for both sides', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const { _id } = await readyPhoto(customer);
      const sent = await gives(attach(customer, id, _id, { content: 'This leaf' }), 201);
      assert.deepEqual([sent.mediaId._id, sent.mediaId.status, sent.content], [_id, 'ready', 'This leaf']);
      const { body } = await agent.get(`/chat/messages/${id}?limit=1`);
      assert.equal(body.data[0].mediaId._id, _id);
      assert.equal((await fetch(body.data[0].mediaId.url)).status, 200, 'the other side can show it');
    }),
    check('attached, it is seen by the conversation’s people and by nobody else', async (desk) => {
      const [{ id, customer, agent }, other] = await Promise.all([desk.talk(), desk.talk()]);
      const { _id } = await readyPhoto(customer);
      await gives(attach(customer, id, _id), 201);
      for (const person of [customer, agent, desk.admin]) await gives(person.get(`/chat/media/${_id}`), 200, media);
      for (const person of [other.customer, other.agent]) {
        await refuses(person.get(`/chat/media/${_id}`), 404, 'NOT_FOUND');
      }
    }),
    check('only its uploader attaches it', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const { _id } = await readyPhoto(customer);
      await refuses(attach(agent, id, _id), 404, 'NOT_FOUND');
      await refuses(attach(customer, id, 'x'), 404, 'NOT_FOUND', 'one that is not there');
    }),
    check('a picture message without mediaId is VALIDATION', async (desk) => {
      const { id, customer } = await desk.talk();
      const body = { messageType: 'image', content: 'look' };
      await refuses(customer.post(`/chat/messages/${id}`, body), 400, 'VALIDATION');
    }),
    live('media:updated tells the uploader that it is ready', async (desk) => {
      const { customer } = await desk.talk();
      const phone = await desk.device(customer);
      const [{ _id }] = await gives(post(customer, 'image', [photo()]), 201);
      await phone.waitFor('media:updated', (one) => one._id === _id && one.status === 'ready', 30_000);
    }),
    check('tus: OPTIONS says version and extensions', async (desk) => {
      const answer = await desk.call('OPTIONS', '/chat/media/resumable');
      assert.ok([200, 204].includes(answer.status));
      assert.match(answer.headers.get('tus-version') ?? '', /1\.0\.0/);
      assert.match(answer.headers.get('tus-extension') ?? '', /creation/);
    }),
    check('tus: an upload in pieces becomes a media', async (desk) => {
      const { id, customer } = await desk.talk();
      const { at, bytes } = await begin(customer);
      const half = Math.floor(bytes.length / 2);
      const one = await patch(customer, at, 0, bytes.subarray(0, half));
      assert.deepEqual([one.status, one.headers.get('upload-offset')], [204, `${half}`]);
      const head = await tus(customer, 'HEAD', at);
      assert.deepEqual([head.status, head.headers.get('upload-offset')], [200, `${half}`]);
      assert.equal(head.headers.get('upload-length'), `${bytes.length}`);
      const last = await patch(customer, at, half, bytes.subarray(half));
      assert.deepEqual([last.status, last.headers.get('upload-offset')], [204, `${bytes.length}`]);
      const mediaId = last.headers.get('upload-media-id') ?? '';
      assert.equal((await settled(customer, mediaId)).status, 'ready');
      await gives(attach(customer, id, mediaId), 201);
    }),
    check('tus: a piece at the wrong offset is refused, and harms nothing', async (desk) => {
      const { customer } = await desk.talk();
      const { at, bytes } = await begin(customer);
      await refuses(patch(customer, at, 7, bytes), 409, 'CONFLICT');
      assert.equal((await tus(customer, 'HEAD', at)).headers.get('upload-offset'), '0');
      assert.equal((await patch(customer, at, 0, bytes)).status, 204);
    }),
    check('tus: another’s upload is NOT_FOUND', async (desk) => {
      const { customer, agent } = await desk.talk();
      const { at, bytes } = await begin(customer);
      await refuses(patch(agent, at, 0, bytes), 404, 'NOT_FOUND');
      assert.equal((await tus(agent, 'HEAD', at)).status, 404);
    }),
    check('tus: an upload that is given up is gone', async (desk) => {
      const { customer } = await desk.talk();
      const { at } = await begin(customer);
      assert.equal((await tus(customer, 'DELETE', at)).status, 204);
      assert.ok([404, 410].includes((await tus(customer, 'HEAD', at)).status));
    }),
  ],
};

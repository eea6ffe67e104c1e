import type { Media } from '@samvad/contract';
import { eventually, makeConversation } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { makeReady, pathOf, storageOf } from './support/media.js';
import { openFilesBelow } from './support/open-files.js';
import { type BinaryAnswer, send } from './support/send.js';
import { isError } from './support/shapes.js';

test('serving media', async (t) => {
  const { api, core, make, backends } = await startApi(t, { DRAIN_SECONDS: 1 });
  const storage = await storageOf(t, backends);
  const owner = await make('User');
  const picture = await makeReady(core, storage, owner, { name: 'Ünï "x".HEIC', variants: ['full', 'phone'] });
  const url = pathOf(picture.media.url);
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    send(api, path, { method, headers });

  await t.test('a bare GET, as an <img> makes it', async (t) => {
    const answer = await get(url);
    t.equal(answer.status, 200);
    t.ok(answer.bytes.equals(picture.bytes));
    t.match(Object.fromEntries(answer.headers), {
      ...{ 'content-type': 'image/webp', 'content-length': '1000', 'accept-ranges': 'bytes' },
      ...{ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'cross-origin' },
      'content-security-policy': /default-src 'none'.*sandbox/,
      etag: /^"[^"]+"$/,
      'last-modified': /GMT$/,
      'content-disposition': `inline; filename="_n_ \\"x\\".webp"; filename*=UTF-8''%C3%9Cn%C3%AF%20%22x%22.webp`,
    });
    const [, maxAge] = /^private, max-age=(\d+), immutable$/.exec(answer.headers.get('cache-control') ?? '') ?? [];
    t.ok(Number(maxAge) >= 3_590 && Number(maxAge) <= 7_200, 'cached as long as the url is valid');
    const phone = picture.media.variants.find(({ name }) => name === 'phone')?.url ?? '';
    t.equal((await get(pathOf(phone))).status, 200, 'another variant has a url of its own');
  });

  await t.test('the url is stable for a cache', async (t) => {
    const again = await api.as(owner).get<{ data: Media }>(`chat/media/${picture.id}`);
    const third = await api.as(owner).get<{ data: Media }>(`chat/media/${picture.id}`);
    t.equal(again.body.data.url, third.body.data.url);
  });

  await t.test('HEAD', async (t) => {
    const answer = await get(url, {}, 'HEAD');
    t.equal(answer.status, 200);
    t.equal(answer.bytes.length, 0);
    t.match(Object.fromEntries(answer.headers), {
      'content-length': '1000',
      'content-type': 'image/webp',
      'accept-ranges': 'bytes',
    });
    const part = await get(url, { range: 'bytes=0-9' }, 'HEAD');
    t.ok(part.status === 206 || part.status === 200);
  });

  await t.test('ranges', async (t) => {
    const part = async (range: string, status: number, contentRange: string | null, from = 0, to = 1_000) => {
      const answer = await get(url, { range });
      t.equal(answer.status, status, range);
      t.equal(answer.headers.get('content-range'), contentRange, range);
      if (status === 416) return isError(t, answer, 'RANGE_NOT_SATISFIABLE', range);
      t.ok(answer.bytes.equals(picture.bytes.subarray(from, to)), `${range}: the bytes`);
      t.equal(answer.headers.get('content-length'), String(to - from), `${range}: the length`);
    };
    await part('bytes=0-0', 206, 'bytes 0-0/1000', 0, 1);
    await part('bytes=0-', 206, 'bytes 0-999/1000');
    await part('bytes=10-19', 206, 'bytes 10-19/1000', 10, 20);
    await part('bytes=990-5000', 206, 'bytes 990-999/1000', 990);
    await part('bytes=-10', 206, 'bytes 990-999/1000', 990);
    await part('bytes=-5000', 206, 'bytes 0-999/1000');
    await part('bytes=1000-', 416, 'bytes */1000');
    await part('bytes=99999-100000', 416, 'bytes */1000');
    await part('bytes=-0', 416, 'bytes */1000');
    for (const odd of ['bytes=', 'bytes=-', 'bytes=a-b', 'bytes=9-1', 'bytes=0-1,5-6', 'lines=0-1', 'bytes 0-1']) {
      await part(odd, 200, null);
    }
  });

  await t.test('conditions', async (t) => {
    const first = await get(url);
    const etag = first.headers.get('etag') ?? '';
    const date = first.headers.get('last-modified') ?? '';
    for (const header of [etag, `"x", ${etag}`, `W/${etag}`, '*']) {
      const answer = await get(url, { 'if-none-match': header });
      t.equal(answer.status, 304, header);
      t.equal(answer.bytes.length, 0);
      t.equal(answer.headers.get('etag'), etag);
    }
    t.equal((await get(url, { 'if-none-match': '"other"' })).status, 200);
    t.equal((await get(url, { range: 'bytes=0-1', 'if-range': etag })).status, 206);
    t.equal((await get(url, { range: 'bytes=0-1', 'if-range': date })).status, 206);
    t.equal((await get(url, { range: 'bytes=0-1', 'if-range': '"other"' })).status, 200);
    t.equal((await get(url, { range: 'bytes=0-1', 'if-range': new Date(0).toUTCString() })).status, 200);
    t.equal((await get(url)).headers.get('etag'), etag, 'it stays the same');
  });

  await t.test('a file is never shown by a browser', async (t) => {
    const kinds: [string, string, string][] = [
      ['text/html', 'page.html', 'application/octet-stream'],
      ['image/svg+xml', 'x.svg', 'application/octet-stream'],
      ['application/xml', 'x.xml', 'application/octet-stream'],
      ['text/javascript', 'x.js', 'application/octet-stream'],
      ['application/xhtml+xml', 'x', 'application/octet-stream'],
      ['application/pdf', 'x.pdf', 'application/pdf'],
    ];
    for (const [format, name, served] of kinds) {
      const { media } = await makeReady(core, storage, owner, { type: 'file', format, name });
      const { headers, status } = await get(pathOf(media.url));
      t.equal(status, 200);
      t.equal(headers.get('content-type'), served, format);
      t.match(headers.get('content-disposition'), /^attachment; /, format);
      t.equal(headers.get('content-security-policy'), "default-src 'none'; sandbox", format);
      t.equal(headers.get('x-content-type-options'), 'nosniff', format);
    }
    const liar = await makeReady(core, storage, owner, { type: 'image', format: 'image/svg+xml' });
    const { headers } = await get(pathOf(liar.media.url));
    t.match(headers.get('content-disposition'), /^attachment; /, 'nor is a picture that could run');
  });

  await t.test('a url is made only for what is there', async (t) => {
    const { id } = await core.mediaLifecycle.begin({
      ...{ ownerId: owner.id, name: 'x', type: 'image', format: 'image/png', size: 1, expiresInSeconds: 60 },
    });
    const { urls } = core.media;
    const guess = () => get(pathOf(urls.sign(id, 'full', `owner:${owner.id}`)));
    isError(t, await guess(), 'FORBIDDEN', 'uploading');
    await core.mediaLifecycle.accept(id, { type: 'image', format: 'image/png', size: 1 });
    isError(t, await guess(), 'NOT_FOUND', 'processing');
    await core.mediaLifecycle.fail(id, 'UNPROCESSABLE_MEDIA', 'broken');
    isError(t, await guess(), 'NOT_FOUND', 'failed');
    const view = await api.as(owner).get<{ data: Media }>(`chat/media/${id}`);
    t.match(view.body.data, { status: 'failed', url: null, error: { code: 'UNPROCESSABLE_MEDIA', message: 'broken' } });
    isError(
      t,
      await get(pathOf(urls.sign(picture.id, 'thumbnail', `owner:${owner.id}`))),
      'NOT_FOUND',
      'no such variant',
    );
  });

  await t.test('a lost object is not there, and not cached so', async (t) => {
    const lost = await makeReady(core, storage, owner);
    await storage.removeAll(`media/${lost.id}/`);
    const answer = await get(pathOf(lost.media.url));
    isError(t, answer, 'NOT_FOUND');
    t.equal(answer.headers.get('cache-control'), 'no-store');
  });

  await t.test('a reader who goes away lets go of the object', async (t) => {
    const large = await makeReady(core, storage, owner, {
      type: 'file',
      format: 'application/zip',
      bytes: Buffer.alloc(30_000_000),
    });
    const controller = new AbortController();
    const response = await fetch(api.origin + pathOf(large.media.url), { signal: controller.signal });
    await response.body?.getReader().read();
    t.not(openFilesBelow(backends.mediaDir), 0, 'it is being read');
    controller.abort();
    await eventually(() => openFilesBelow(backends.mediaDir) === 0, 'it is closed');
  });
});

test('who may see a media', async (t) => {
  const { api, other, core, make, backends } = await startApi(t, { nodes: 2 });
  const storage = await storageOf(t, backends);
  const [customer, stranger, agent, another, admin] = [
    ...[await make('User'), await make('User'), await make('Support'), await make('Support'), await make('Admin')],
  ] as const;
  if (!customer || !stranger || !agent || !another || !admin) throw new Error('nobody is there');
  const conversation = await makeConversation(core, customer, agent);
  const { id, media, bytes } = await makeReady(core, storage, customer);
  const get = (path: string): Promise<BinaryAnswer<unknown>> => send(api, path);
  const urlFor = async (person: { token: string }) =>
    pathOf((await other.as(person).get<{ data: Media }>(`chat/media/${id}`)).body.data.url);

  await t.test('before it is sent: its uploader, and admins', async (t) => {
    t.ok((await get(await urlFor(customer))).bytes.equals(bytes));
    t.equal((await get(await urlFor(admin))).status, 200);
    for (const person of [stranger, agent, another]) {
      isError(t, await api.as(person).get(`chat/media/${id}`), 'NOT_FOUND', person.name);
      isError(
        t,
        await api.as(person).post(`chat/messages/${conversation}`, { messageType: 'image', mediaId: id }),
        'NOT_FOUND',
      );
    }
    isError(t, await api.get(`chat/media/${id}`), 'UNAUTHORIZED', 'nobody');
  });

  await t.test('ids that name nothing', async (t) => {
    for (const odd of ['x', 'resumable', '00000000-0000-0000-0000-000000000000', '%00', '..%2f..', id.toUpperCase()]) {
      isError(t, await api.as(customer).get(`chat/media/${odd}`), 'NOT_FOUND', odd);
      isError(t, await get(`chat/media/${odd}/full?expires=99999999999&signature=x`), 'FORBIDDEN', odd);
    }
  });

  await t.test('urls that were tampered with', async (t) => {
    const [path = '', query = ''] = pathOf(media.url).split('?');
    const { expires = '', signature = '' } = Object.fromEntries(new URLSearchParams(query));
    const other = await makeReady(core, storage, stranger);
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    const bad: [string, string][] = [
      ['no query', path],
      ['no signature', `${path}?expires=${expires}`],
      ['an empty signature', `${path}?expires=${expires}&signature=`],
      ['no expiry', `${path}?signature=${signature}`],
      ['another expiry', `${path}?expires=${Number(expires) + 1}&signature=${signature}`],
      ['a far expiry', `${path}?expires=99999999999&signature=${signature}`],
      ['an absurd expiry', `${path}?expires=NaN&signature=${signature}`],
      ['another signature', `${path}?expires=${expires}&signature=${flipped}`],
      ['a shorter one', `${path}?expires=${expires}&signature=${signature.slice(0, 10)}`],
      ['twice', `${path}?${query}&${query}`],
      ['for another variant', `${path.replace('/full', '/phone')}?${query}`],
      ['for no variant', `${path.replace('/full', '/original')}?${query}`],
      ['for another media', `${path.replace(id, other.id)}?${query}`],
    ];
    for (const [what, url] of bad) {
      const answer = await get(url);
      if (what === 'twice' && answer.status === 400) isError(t, answer, 'VALIDATION', what);
      else isError(t, answer, 'FORBIDDEN', what);
      t.notOk(answer.headers.get('etag'), `${what} tells nothing`);
    }
    t.equal((await get(pathOf(media.url))).status, 200, 'the true one still works');
  });

  await t.test('an expired url, and its renewal', async (t) => {
    const { urls } = core.media;
    const long = Date.now() - 3 * 3_600_000;
    const old = pathOf(urls.sign(id, 'full', `owner:${customer.id}`, long));
    const answer = await get(old);
    isError(t, answer, 'FORBIDDEN');
    t.match(answer.text, /GET \/chat\/media/, 'it says how to get a new one');
    t.equal((await get(await urlFor(customer))).status, 200);
  });

  await t.test('sent: both sides, until the agent is another', async (t) => {
    const sent = await api.as(customer).post(`chat/messages/${conversation}`, { messageType: 'image', mediaId: id });
    t.equal(sent.status, 201);
    const [customers, agents] = [await urlFor(customer), await urlFor(agent)];
    t.equal((await get(customers)).status, 200);
    t.equal((await get(agents)).status, 200);
    isError(t, await api.as(another).get(`chat/media/${id}`), 'NOT_FOUND', 'an agent who has nothing to do with it');
    isError(t, await api.as(stranger).get(`chat/media/${id}`), 'NOT_FOUND', 'a stranger');

    const change = { assignedSupportId: another.id };
    t.equal((await api.as(admin).patch(`chat/conversations/${conversation}`, change)).status, 200);
    isError(t, await get(agents), 'FORBIDDEN', 'the url of the former agent is dead');
    isError(t, await api.as(agent).get(`chat/media/${id}`), 'NOT_FOUND', 'and there is no new one');
    t.equal((await get(await urlFor(another))).status, 200, 'the new agent sees it');
    t.equal((await get(await urlFor(customer))).status, 200, 'and the customer');
  });

  await t.test('who has signed out gets no more urls', async (t) => {
    t.equal((await api.as(customer).post('users/logout')).status, 204);
    await eventually(async () => (await other.as(customer).get(`chat/media/${id}`)).status === 401, 'on every node');
    isError(t, await api.as(customer).get(`chat/media/${id}`), 'UNAUTHORIZED');
  });
});

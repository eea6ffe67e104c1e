import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import type { Media } from '@samvad/contract';
import { eventually, makeConversation } from '@samvad/core/testing';
import { type Test, test } from 'tap';
import { startApi } from './support/api.js';
import { leavesNothing, storedFiles } from './support/media.js';
import { multipart, multipartHeaders, sendBody, sendParts, uploadFile } from './support/multipart.js';
import { html, samples, svg } from './support/samples.js';
import { send } from './support/send.js';
import { isError } from './support/shapes.js';

test('hostile uploads', async (t) => {
  const { api, core, make, backends } = await startApi(t, { MEDIA_WAIT_MS: 1, MEDIA_IMAGE_BYTES: 300_000 });
  const [customer, agent] = [await make('User'), await make('Support')];
  const me = api.as(customer);
  const conversation = await makeConversation(core, customer, agent);
  const file = (content: Buffer | string, name = 'x') => ({ field: 'file', content, name });
  const type = (content: string) => ({ field: 'type', content });
  const ordinary = multipart([type('image'), file(samples.png(200_000))]);
  const clean = (t: Test, what: string) => leavesNothing(t, core, backends, `${what} leaves nothing`);

  await t.test('bytes that are not what they are called', async (t) => {
    const pictures: [string, Buffer | string, string][] = [
      ['SVG as .png', svg, 'UNSUPPORTED_MEDIA_TYPE'],
      ['SVG with an XML head', `<?xml version="1.0"?>${svg}`, 'UNSUPPORTED_MEDIA_TYPE'],
      ['HTML as .png', html, 'UNSUPPORTED_MEDIA_TYPE'],
      ['text', 'just some text', 'UNSUPPORTED_MEDIA_TYPE'],
      ['an archive', samples.zip(), 'UNSUPPORTED_MEDIA_TYPE'],
      ['HTML before a picture', Buffer.concat([Buffer.from(html), samples.png()]), 'UNSUPPORTED_MEDIA_TYPE'],
      ['a playlist that reaches out', '#EXTM3U\n#EXTINF:1,\nhttp://169.254.169.254/\n', 'UNSUPPORTED_MEDIA_TYPE'],
      ['HEIC', samples.heic(), 'UNSUPPORTED_MEDIA_TYPE'],
      ['nothing at all', '', 'UNPROCESSABLE_MEDIA'],
    ];
    for (const [what, content, code] of pictures) {
      for (const declared of ['image', 'video', 'audio'] as const) {
        isError(t, await uploadFile(me, declared, content, 'photo.png'), code, `${what} as ${declared}`);
      }
    }
    isError(
      t,
      await uploadFile(me, 'file', samples.heic()),
      'UNSUPPORTED_MEDIA_TYPE',
      'HEIC as a file keeps its place',
    );
    t.match((await uploadFile(me, 'image', samples.heic())).text, /JPEG/, 'which says what to do');
    isError(t, await uploadFile(me, 'file', ''), 'UNPROCESSABLE_MEDIA');
    await clean(t, 'a lie');
  });

  await t.test('a polyglot is a picture, of which only the picture will be kept', async (t) => {
    const gifar = Buffer.concat([samples.gif(100), Buffer.from(html), samples.zip()]);
    const answer = await uploadFile(me, 'file', gifar, 'page.html');
    t.match(answer.body.data[0], { type: 'image', format: 'image/gif', url: null }, 'it is not served as it came');
    await core.db.pool.query('delete from media');
    await rm(`${backends.mediaDir}/incoming`, { recursive: true });
  });

  await t.test('names', async (t) => {
    const names: [string, string][] = [
      ['../../../../etc/passwd', 'passwd'],
      ['..\\..\\windows\\system.ini', 'system.ini'],
      ['/etc/passwd', 'passwd'],
      ['..', 'file'],
      ['a\0b.png', 'ab.png'],
      ['photo\u202egnp.exe', 'photognp.exe'],
      ['a\tb\x07\x1b[31m.png', 'ab[31m.png'],
      [`${'x'.repeat(1_000)}.png`, `${'x'.repeat(251)}.png`],
      ['<script>alert(1)</script>', 'script>'],
      ["'; drop table media; --", "'; drop table media; --"],
      ['👩‍👧 நிலா.png', '👩‍👧 நிலா.png'],
      ['', 'file'],
    ];
    for (const [name, stored] of names) {
      const answer = await uploadFile(me, 'image', samples.png(), name);
      t.equal(answer.status, 201, JSON.stringify(name));
      t.equal(answer.body.data[0]?.name, stored, JSON.stringify(name));
    }
    // A line break in a header is no name any more.
    const broken = await uploadFile(me, 'image', samples.png(), 'a\r\nX-Evil: 1\r\n\r\nb.png');
    t.ok(broken.status === 400 || broken.status === 415, `CRLF: ${broken.status}`);
    for (const key of storedFiles(backends)) t.match(key, /^incoming\/[0-9a-f-]{36}\/bytes$/, 'keys are ours');
    await core.db.pool.query('delete from media');
    await rm(`${backends.mediaDir}/incoming`, { recursive: true });
  });

  await t.test('bodies that are not what they should be', async (t) => {
    const bodies: [string, Buffer, Record<string, string>?][] = [
      ['empty', Buffer.alloc(0)],
      ['only the end', multipart([])],
      ['no boundary in the header', ordinary, { 'content-type': 'multipart/form-data' }],
      ['another boundary', ordinary, { 'content-type': 'multipart/form-data; boundary=other' }],
      ['cut in the file', ordinary.subarray(0, 100_000)],
      ['cut in a header', ordinary.subarray(0, 150)],
      ['cut before the end', ordinary.subarray(0, ordinary.length - 4)],
      ['garbage', samples.pdf(10_000)],
      ['a file without a type', multipart([file(samples.png())])],
      ['a type without a file', multipart([type('image')])],
      ['another type', multipart([type('picture'), file(samples.png())])],
      ['two types', multipart([type('image'), type('video'), file(samples.png())])],
      ['a file in another field', multipart([type('image'), { ...file(samples.png()), field: 'upload' }])],
      ['a prototype for a field', multipart([type('image'), { ...file(samples.png()), field: '__proto__' }])],
      [
        'a prototype for a value',
        multipart([{ field: '__proto__', content: 'x' }, type('image'), file(samples.png())]),
      ],
      ['a very long type', multipart([type('image'.repeat(10_000)), file(samples.png())])],
    ];
    for (const [what, body, headers] of bodies) {
      isError(t, await sendBody(me, body, headers), 'VALIDATION', what);
      await clean(t, what);
    }
  });

  await t.test('other content types', async (t) => {
    for (const type of [
      'application/json',
      'application/x-www-form-urlencoded',
      'image/png',
      'text/plain',
      'nonsense',
    ]) {
      const answer = await sendBody(me, samples.png(), { 'content-type': type });
      t.ok([400, 415].includes(answer.status), `${type}: ${answer.status}`);
    }
    await clean(t, 'another content type');
  });

  await t.test('ten thousand parts', async (t) => {
    const small = { field: 'x', content: 'x' };
    const many = Array.from({ length: 10_000 }, () => small);
    isError(t, await sendParts(me, [type('image'), ...many]), 'PAYLOAD_TOO_LARGE', 'fields');
    const files = Array.from({ length: 10_000 }, () => file(samples.png(100)));
    isError(t, await sendParts(me, [type('image'), ...files]), 'PAYLOAD_TOO_LARGE', 'files');
    await clean(t, 'ten thousand parts');
  });

  await t.test('huge headers of a part', async (t) => {
    const header = `X-Large: ${'x'.repeat(1_000_000)}\r\n`;
    const one = await sendParts(me, [type('image'), { ...file(samples.png()), header }]);
    t.ok(one.status === 201 || one.status === 400, `${one.status}`);
    const header2 = Array.from({ length: 5_000 }, (_, i) => `X-${i}: x\r\n`).join('');
    const two = await sendParts(me, [type('image'), { ...file(samples.png()), header: header2 }]);
    t.ok(two.status === 201 || two.status === 400, `${two.status}`);
    await core.db.pool.query('delete from media');
    await rm(`${backends.mediaDir}/incoming`, { recursive: true, force: true });
  });

  await t.test('a file without end', async (t) => {
    let sent = 0;
    const endless = Readable.from(
      (async function* () {
        yield multipart([type('image')]).subarray(0, -Buffer.byteLength('--boundary-of-a-test--\r\n'));
        yield '--boundary-of-a-test\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n';
        yield samples.png();
        for (;;) {
          sent += 50_000;
          yield Buffer.alloc(50_000);
        }
      })(),
    );
    const answer = await send(me, 'chat/media', { method: 'POST', body: endless, headers: multipartHeaders });
    endless.destroy();
    isError(t, answer, 'PAYLOAD_TOO_LARGE');
    t.ok(sent < 100_000_000, `it is not read for ever (${sent} bytes)`);
    await clean(t, 'a file without end');
  });

  await t.test('whoever claims more than is ever taken is told at once', async (t) => {
    const headers = { ...multipartHeaders, 'content-length': String(10 ** 13) };
    isError(t, await send(me, 'chat/media', { method: 'POST', headers, body: holding() }), 'PAYLOAD_TOO_LARGE');
    await clean(t, 'a claim');
  });

  await t.test('a client that goes away in the middle', async (t) => {
    const { hostname, port } = new URL(api.origin);
    for (const part of [0.2, 0.9]) {
      const socket = connect(Number(port), hostname);
      const length = `content-length: ${ordinary.length}`;
      const head = [
        `POST /api/v1/chat/media HTTP/1.1`,
        'host: x',
        length,
        `content-type: ${multipartHeaders['content-type']}`,
      ];
      socket.write(`${head.join('\r\n')}\r\nauthorization: Bearer ${customer.token}\r\n\r\n`);
      socket.write(ordinary.subarray(0, ordinary.length * part));
      await eventually(async () => (await core.db.pool.query('select from media')).rowCount === 1, 'it has begun');
      socket.destroy();
      await clean(t, 'a client that goes away');
    }
  });

  await t.test('somebody else has broken nothing', async (t) => {
    const answer = await me.post<{ data: { content: string } }>(`chat/messages/${conversation}`, {
      messageType: 'text',
      content: 'still here',
    });
    t.equal(answer.status, 201);
    t.equal((await uploadFile(me, 'image', samples.png())).status, 201);
    const list = await api.as(agent).get<{ data: Media[] }>(`chat/messages/${conversation}`);
    t.equal(list.body.data.length, 1);
  });
});

/** A body that never brings anything. */
const holding = () => new Readable({ read() {} });

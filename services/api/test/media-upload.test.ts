import type { MediaCheckAnswer } from '@samvad/contract';
import { eventually, makeConversation } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startApi, startNode } from './support/api.js';
import { leavesNothing, storageOf, storedFiles } from './support/media.js';
import { sendParts, uploadFile } from './support/multipart.js';
import { html, samples, svg } from './support/samples.js';
import { isError } from './support/shapes.js';

test('uploading', async (t) => {
  const quota = 3_000_000;
  const { api, core, make, backends } = await startApi(t, {
    MEDIA_WAIT_MS: 100,
    MEDIA_IMAGE_BYTES: 300_000,
    MEDIA_FILE_BYTES: 500_000,
    MEDIA_QUOTA_BYTES: quota,
    MEDIA_FILES_PER_REQUEST: 3,
  });
  const storage = await storageOf(t, backends);
  const file = (content: Buffer | string, name = 'x') => ({ field: 'file', content, name });
  const type = (content: string) => ({ field: 'type', content });

  await t.test('a picture', async (t) => {
    const customer = await make('User');
    const bytes = samples.png(200_000);
    const answer = await uploadFile(api.as(customer), 'image', bytes, 'Ünï 照片.png');
    t.equal(answer.status, 201, answer.text);
    const [media] = answer.body.data;
    t.match(media, {
      ...{ name: 'Ünï 照片.png', type: 'image', format: 'image/png', size: 200_000, status: 'processing' },
      ...{ url: null, thumbnailUrl: null, variants: [], error: null, waveform: null, width: null },
    });
    const id = media?._id ?? '';
    t.equal(await storage.size(`incoming/${id}/bytes`), 200_000, 'the object has a generated name');
    const { rows } = await core.db.pool.query('select owner_id, status, upload_size from media where id = $1', [id]);
    t.same(rows, [{ owner_id: customer.id, status: 'processing', upload_size: '200000' }]);
    t.same((await api.as(customer).get(`chat/media/${id}`)).body, { data: media }, 'GET says the same');
    const { rows: jobs } = { rows: await core.redis.exists(`{samvad-jobs}:media:${id}`) };
    t.equal(jobs, 1, 'the workers know of it');
  });

  await t.test('what the bytes are decides', async (t) => {
    const me = api.as(await make('User'));
    for (const [declared, bytes, expected] of [
      ['video', samples.png(), ['image', 'image/png']],
      ['image', samples.mp4(), ['video', 'video/mp4']],
      ['file', samples.jpeg(), ['image', 'image/jpeg']],
      ['file', samples.ogg(), ['audio', 'audio/ogg']],
      ['audio', samples.ogg(), ['audio', 'audio/ogg']],
      ['file', samples.pdf(), ['file', 'application/pdf']],
      ['file', Buffer.from(svg), ['file', 'application/octet-stream']],
      ['file', Buffer.from(html), ['file', 'application/octet-stream']],
      ['file', Buffer.from('a'), ['file', 'application/octet-stream']],
    ] as const) {
      const answer = await uploadFile(me, declared, bytes, 'liar.png');
      t.equal(answer.status, 201, answer.text);
      const { type, format } = answer.body.data[0] ?? {};
      t.same([type, format], expected, `declared ${declared}`);
    }
  });

  await t.test('several files, in their order, whatever comes first', async (t) => {
    const me = api.as(await make('User'));
    const files = [
      file(samples.png(2_000), 'one.png'),
      file(samples.jpeg(9_000), 'two.jpg'),
      file(samples.gif(5), '3'),
    ];
    for (const parts of [
      [type('image'), ...files],
      [...files, type('image')],
    ]) {
      const answer = await sendParts(me, parts);
      t.equal(answer.status, 201, answer.text);
      t.same(
        answer.body.data.map(({ name, size }) => [name, size]),
        [
          ['one.png', 2_000],
          ['two.jpg', 9_000],
          ['3', 10],
        ],
      );
    }
  });

  await t.test('fields that are none of ours are ignored', async (t) => {
    const me = api.as(await make('User'));
    const answer = await sendParts(me, [{ field: 'caption', content: 'x' }, type('image'), file(samples.png())]);
    t.equal(answer.status, 201, answer.text);
  });

  await t.test('an answer waits for the workers', async (t) => {
    const customer = await make('User');
    const patient = await startApiWithPatience(t);
    const before = new Set(patient.ids());
    const sent = uploadFile(patient.api.as(customer), 'image', samples.png());
    const found = await eventually(() => patient.ids().find((one) => !before.has(one)), 'the upload is there');
    const id = String(found);
    await eventually(async () => {
      const [size, format] = [1, 'image/webp'];
      return core.mediaLifecycle.finish(id, {
        ...{ type: 'image', format, size, width: 1, height: 1, durationMs: null, previewHash: null, waveform: null },
        variants: [{ name: 'full', format, size, width: 1, height: 1 }],
      });
    }, 'it is finished');
    const { body } = await sent;
    t.equal(body.data[0]?.status, 'ready');
    t.match(body.data[0]?.url, /\/api\/v1\/chat\/media\/.*\/full\?expires=\d+&signature=/);
  });

  async function startApiWithPatience(t: Parameters<typeof storageOf>[0]) {
    const node = await startNode(t, backends, { MEDIA_WAIT_MS: 20_000 });
    const ids = () => storedFiles(backends).flatMap((key) => /^incoming\/([^/]+)\/bytes$/.exec(key)?.[1] ?? []);
    return { api: clientOf(node), ids };
  }

  await t.test('who is not signed in', async (t) => {
    isError(t, await uploadFile(api, 'image', samples.png()), 'UNAUTHORIZED');
  });

  await t.test('limits by what it is, not by what it is called', async (t) => {
    const customer = await make('User');
    const me = api.as(customer);
    t.equal((await uploadFile(me, 'image', samples.png(300_000))).status, 201, 'just fits');
    isError(t, await uploadFile(me, 'image', samples.png(300_001)), 'PAYLOAD_TOO_LARGE', 'one byte more');
    isError(t, await uploadFile(me, 'file', samples.png(300_001)), 'PAYLOAD_TOO_LARGE', 'as a file');
    t.equal((await uploadFile(me, 'file', samples.pdf(500_000))).status, 201, 'a file may have more');
    isError(t, await uploadFile(me, 'file', samples.pdf(500_001)), 'PAYLOAD_TOO_LARGE', 'but not much');
  });

  await t.test('a quota for each person', async (t) => {
    const [greedy, other] = [await make('User'), await make('User')];
    for (let i = 0; i < quota / 500_000; i += 1) {
      t.equal((await uploadFile(api.as(greedy), 'file', samples.pdf(499_000))).status, 201);
    }
    const answer = await uploadFile(api.as(greedy), 'file', samples.pdf(400_000));
    isError(t, answer, 'QUOTA_EXCEEDED');
    t.match(answer.headers.get('retry-after'), /^\d+$/);
    t.equal((await uploadFile(api.as(other), 'file', samples.pdf(499_000))).status, 201, 'not for the other');
  });

  await t.test('asking before', async (t) => {
    const me = api.as(await make('User'));
    const check = async (body: object) => (await me.post<MediaCheckAnswer>('chat/media/check', body)).body.data;
    t.same(await check({ type: 'image', size: 10 }), { accepted: true, maxSize: 300_000, code: null, reason: null });
    t.match(await check({ type: 'image', size: 300_001 }), {
      accepted: false,
      maxSize: 300_000,
      code: 'PAYLOAD_TOO_LARGE',
    });
    t.match(await check({ type: 'file', size: 300_001 }), { accepted: true, maxSize: 500_000 });
    t.match(await check({ type: 'image', size: 0 }), { accepted: false, code: 'UNPROCESSABLE_MEDIA' });
    t.match(await check({ type: 'image', size: 5, format: 'image/heic' }), {
      code: 'UNSUPPORTED_MEDIA_TYPE',
      reason: /JPEG/,
    });
    t.match(await check({ type: 'image', size: 5, format: 'image/svg+xml' }), { code: 'UNSUPPORTED_MEDIA_TYPE' });
    t.match(await check({ type: 'file', size: 5, format: 'image/svg+xml' }), { accepted: true });
    t.match(await check({ type: 'audio', size: 5, format: 'audio/webm;codecs=opus' }), { accepted: true });
    for (const body of [{}, { type: 'image' }, { type: 'picture', size: 1 }, { type: 'image', size: -1 }]) {
      isError(t, await me.post('chat/media/check', body), 'VALIDATION', JSON.stringify(body));
    }
    const greedy = await make('User');
    const size = quota - 5;
    await core.mediaLifecycle.begin({
      ownerId: greedy.id,
      name: 'x',
      type: 'video',
      format: 'x',
      size,
      expiresInSeconds: 60,
    });
    const answer = await api.as(greedy).post<MediaCheckAnswer>('chat/media/check', { type: 'image', size: 10 });
    t.match(answer.body.data, { accepted: false, code: 'QUOTA_EXCEEDED' });
    isError(t, await api.post('chat/media/check', { type: 'image', size: 1 }), 'UNAUTHORIZED');
  });

  await t.test('it can be sent at once, while it is processed', async (t) => {
    const [customer, agent] = [await make('User'), await make('Support')];
    const conversation = await makeConversation(core, customer, agent);
    const uploaded = await uploadFile(api.as(customer), 'image', samples.png());
    const mediaId = uploaded.body.data[0]?._id;
    const sent = await api.as(customer).post(`chat/messages/${conversation}`, { messageType: 'image', mediaId });
    t.equal(sent.status, 201, sent.text);
    isError(
      t,
      await api.as(agent).post(`chat/messages/${conversation}`, { messageType: 'image', mediaId }),
      'NOT_FOUND',
    );
  });

  await t.test('metrics', async (t) => {
    const { text } = await api.get('/metrics');
    t.match(text, /samvad_media_uploads_total\{door="multipart",outcome="ok"[^}]*\} \d+/);
    t.match(text, /samvad_media_uploads_total\{door="multipart",outcome="PAYLOAD_TOO_LARGE"[^}]*\} \d+/);
    t.match(text, /samvad_media_upload_bytes_total\{door="multipart",type="image"[^}]*\} \d+/);
  });
});

test('all files of a request, or none', async (t) => {
  const { api, core, make, backends } = await startApi(t, { MEDIA_WAIT_MS: 1, MEDIA_IMAGE_BYTES: 50_000 });
  const me = api.as(await make('User'));
  const good = { field: 'file', content: samples.png(20_000), name: 'good.png' };
  const type = { field: 'type', content: 'image' };
  const bad: [string, string, object[]][] = [
    ['too large', 'PAYLOAD_TOO_LARGE', [type, good, { ...good, content: samples.png(60_000) }]],
    ['no picture', 'UNSUPPORTED_MEDIA_TYPE', [type, good, { ...good, content: samples.pdf() }]],
    ['no picture, as is said in the end', 'UNSUPPORTED_MEDIA_TYPE', [good, { ...good, content: samples.pdf() }, type]],
    ['empty', 'UNPROCESSABLE_MEDIA', [type, good, { ...good, content: '' }]],
    ['of another field', 'VALIDATION', [type, good, { ...good, field: 'upload' }]],
    ['without a type', 'VALIDATION', [good, good]],
    ['with two types', 'VALIDATION', [type, good, { ...type, content: 'video' }]],
    ['too many', 'PAYLOAD_TOO_LARGE', [type, ...Array.from({ length: 11 }, () => good)]],
  ];
  for (const [what, code, parts] of bad) {
    isError(t, await sendParts(me, parts as never), code, what);
    await leavesNothing(t, core, backends, `${what} leaves nothing`);
  }
});

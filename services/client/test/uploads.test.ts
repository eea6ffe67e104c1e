import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openAsBlob, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, testConfig } from '@samvad/core/testing';
import { freePort, repositoryEntries } from '@samvad/infra';
import { mediaSamples } from '@samvad/infra/testing';
import { test } from 'tap';
import { type ChatClient, type ChatMessage, type ChatState, MemoryOutboxStore, shrinkImage } from '../src/index.js';
import { contents, Desk, isOnline, signedIn, until } from './support/desk.js';

/** A PDF as far as its beginning goes, and then noise. */
const document = (size: number, name = 'deed.pdf') =>
  new File([Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)])], name, { type: 'application/pdf' });

const shown = (client: ChatClient, id: string, clientMessageId: string): ChatMessage | undefined =>
  client.store.getSnapshot().open[id]?.messages.find((one) => one.clientMessageId === clientMessageId);

test('uploads by themselves', async (t) => {
  const desk = await Desk.start(t, { MEDIA_WAIT_MS: 1, MEDIA_FILE_BYTES: 20_000_000 });
  const { customer, agent, id } = await desk.talk();
  const dashboard = await desk.device(agent);
  await dashboard.open(id);

  await t.test('a photo, in one request, and a message with it', async (t) => {
    const phone = await desk.device(customer);
    const sample = await mediaSamples.photo();
    const photo = new File([readFileSync(sample.path)], 'crop.jpg', { type: 'image/jpeg' });
    const progress: number[] = [];
    const media = await phone.upload(photo, { type: 'image', onProgress: (sent) => progress.push(sent) });
    t.match(media, { name: 'crop.jpg', type: 'image' });
    t.same(progress.at(-1), photo.size);
    const { mediaId } = await phone.send(id, { content: 'look', media }).stored;
    t.equal(mediaId?._id, media._id);
    t.match((await dashboard.rest.messages(id)).data.at(-1), { messageType: 'image', content: 'look' });
  });

  await t.test('a large file goes on where the network broke', async (t) => {
    const network = await desk.network();
    const phone = await desk.device(customer, {}, network);
    const file = document(5_000_000);
    const progress: number[] = [];
    let broken = false;
    const media = await phone.upload(file, {
      type: 'file',
      onProgress: (sent) => {
        progress.push(sent);
        if (broken || sent < 2_000_000) return;
        broken = true;
        void network.api.cut().then(() => network.api.restore());
      },
    });
    t.ok(broken, 'it was broken off');
    t.match(media, { name: 'deed.pdf', type: 'file', size: 5_000_000 });
    t.same(
      progress,
      [...progress].sort((a, b) => a - b),
      'progress never falls',
    );
    t.equal(progress.at(-1), file.size);
  });

  await t.test('nothing that passes: it is given up in time, and goes on', async (t) => {
    const network = await desk.network();
    const phone = await desk.device(customer, { timings: { uploadIdle: 300 } }, network);
    let blocked = false;
    const media = await phone.upload(document(1_500_000), {
      type: 'file',
      onProgress: (sent) => {
        if (blocked || sent < 1_000_000) return;
        blocked = true;
        network.api.block();
        // What is under way is lost, as when a phone changes from one network to another.
        setTimeout(() => void network.api.cut().then(() => network.api.restore()), 500);
      },
    });
    t.ok(blocked);
    t.equal(media.size, 1_500_000);
  });

  await t.test('what would be refused is not sent, and what is given up ends', async (t) => {
    const phone = await desk.device(customer);
    const sent: number[] = [];
    const onProgress = (bytes: number) => sent.push(bytes);
    await t.rejects(phone.upload(document(21_000_000), { type: 'file', onProgress }), { code: 'PAYLOAD_TOO_LARGE' });
    t.same(sent, []);
    const control = new AbortController();
    const large = phone.upload(document(9_000_000), {
      type: 'file',
      signal: control.signal,
      onProgress: () => control.abort(),
    });
    await t.rejects(large, { code: 'ABORTED' });
  });

  await t.test('where pictures cannot be shrunk the original is sent', async (t) => {
    const photo = new File([randomBytes(100)], 'crop.jpg', { type: 'image/jpeg' });
    t.equal(await shrinkImage(photo), photo);
  });
});

test('messages with files', async (t) => {
  const desk = await Desk.start(t, { MEDIA_WAIT_MS: 1, MEDIA_FILE_BYTES: 20_000_000 });

  await t.test('shown at once, uploaded, sent in order', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const [phone, dashboard] = [await desk.device(customer), await desk.device(agent)];
    await Promise.all([phone.open(id), dashboard.open(id)]);
    const progress: number[] = [];
    const states = new Set<string>();
    const file = document(3_000_000);
    const { clientMessageId, stored } = phone.send(id, { content: 'the deed', file: { data: file, type: 'file' } });
    t.match(shown(phone, id, clientMessageId), {
      ...{ state: 'queued', messageType: 'file', content: 'the deed', mediaId: null },
      file: { name: 'deed.pdf', type: 'file', size: 3_000_000, format: 'application/pdf' },
      upload: { progress: 0, state: 'waiting' },
    });
    t.equal(phone.fileOf(clientMessageId), file);
    phone.store.subscribe(() => {
      const upload = shown(phone, id, clientMessageId)?.upload;
      if (upload) progress.push(upload.progress);
      if (upload) states.add(upload.state);
    });
    const after = phone.send(id, { content: 'behind it' });
    const small = phone.send(id, { file: { data: document(2_000, 'small.pdf'), type: 'file' } });
    const [first, second, third] = await Promise.all([stored, after.stored, small.stored]);
    t.same([first.seq, second.seq, third.seq], [1, 2, 3], 'a small one does not overtake');
    t.match(first, { messageType: 'file', content: 'the deed', mediaId: { name: 'deed.pdf', size: 3_000_000 } });
    t.match(third, { content: '', mediaId: { name: 'small.pdf' } });
    t.same(
      progress,
      [...progress].sort((a, b) => a - b),
      'progress never falls',
    );
    t.ok(new Set(progress).size > 3, 'and is told on the way');
    t.same([...states], ['waiting', 'uploading', 'uploaded']);
    await until(dashboard, () => contents(dashboard, id).length === 3, 'the agent having all');
    t.equal(phone.fileOf(clientMessageId), file, 'still there to be shown');
    t.notOk(shown(phone, id, clientMessageId)?.upload, 'the stored message says it all');
  });

  await t.test('several at once, and several conversations do not wait for each other', async (t) => {
    const { customer, id } = await desk.talk();
    const phone = await desk.device(customer);
    let most = 0;
    phone.store.subscribe(({ outbox }) => {
      most = Math.max(most, outbox.filter(({ upload }) => upload?.state === 'uploading').length);
    });
    const all = Array.from({ length: 5 }, (_, i) =>
      phone.send(id, { file: { data: document(1_200_000, `${i}.pdf`), type: 'file' } }),
    );
    const messages = await Promise.all(all.map(({ stored }) => stored));
    t.same(
      messages.map(({ seq, mediaId }) => [seq, mediaId?.name]),
      [0, 1, 2, 3, 4].map((i) => [i + 1, `${i}.pdf`]),
    );
    t.equal(most, 3);
  });

  await t.test('a network that breaks, and a lost answer', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const phone = await desk.device(customer, {}, network);
    await phone.open(id);
    const { clientMessageId, stored } = phone.send(id, { file: { data: document(4_000_000), type: 'file' } });
    await until(phone, () => (shown(phone, id, clientMessageId)?.upload?.progress ?? 0) >= 0.25, 'a quarter');
    await network.cut();
    await until(phone, () => shown(phone, id, clientMessageId)?.upload?.state === 'waiting', 'it waiting');
    const uploadId = phone.store.getSnapshot().outbox[0]?.file?.uploadId;
    t.ok(uploadId, 'what has begun is kept');
    await network.restore();
    await until(phone, () => shown(phone, id, clientMessageId)?.upload?.state === 'uploaded', 'the upload');
    const message = await stored;
    t.equal(message.mediaId?._id, uploadId, 'it is the upload that had begun');

    network.socket.delay(400);
    const second = phone.send(id, { file: { data: document(2_000), type: 'file' } });
    await eventually(async () => (await desk.core.history.after(id, 1)).length > 0, 'the message being stored');
    await network.cut();
    await until(phone, ({ connection }) => connection.status !== 'online', 'noticing');
    await network.restore();
    t.equal((await second.stored).seq, 2);
    t.equal((await phone.rest.messages(id)).data.length, 2);
  });

  await t.test('a reload goes on with the upload', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const outbox = new MemoryOutboxStore();
    const phone = await desk.device(customer, { outbox }, network);
    const { clientMessageId } = phone.send(id, {
      content: 'the deed',
      file: { data: document(3_000_000), type: 'file' },
    });
    const upload = () => phone.store.getSnapshot().outbox[0]?.upload;
    await until(phone, () => (upload()?.progress ?? 0) >= 0.3, 'a third');
    await network.cut();
    await eventually(async () => (await outbox.all())[0]?.file?.uploadId !== undefined, 'it being kept');
    const uploadId = (await outbox.all())[0]?.file?.uploadId;
    phone.close();
    await network.restore();

    const reloaded = await desk.client({ sessionStore: await signedIn(customer), outbox }, network);
    await reloaded.auth.restore();
    await until(reloaded, isOnline, 'being online');
    await until(reloaded, ({ outbox }) => outbox.length === 0, 'it being sent');
    const { data } = await reloaded.rest.messages(id);
    t.match(data, [{ clientMessageId, content: 'the deed', mediaId: { _id: uploadId } }]);
    t.equal(data.length, 1);
    t.same(await outbox.all(), []);
    t.equal(await outbox.file(clientMessageId), undefined, 'nothing is left');
  });

  await t.test('a store that keeps no files', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const kept = new MemoryOutboxStore();
    const outbox = {
      all: () => kept.all(),
      put: (entry: Parameters<typeof kept.put>[0]) => kept.put(entry),
      remove: (id: string) => kept.remove(id),
    };
    const phone = await desk.device(customer, { outbox }, network);
    await network.cut();
    const { clientMessageId } = phone.send(id, { content: 'gone', file: { data: document(2_000), type: 'file' } });
    await eventually(async () => (await outbox.all()).length === 1, 'it being kept');
    phone.close();
    await network.restore();
    const reloaded = await desk.device(customer, { outbox }, network);
    const failed = await until(reloaded, ({ outbox }) => outbox[0]?.state === 'failed', 'it failing');
    t.match(failed.outbox, [{ id: clientMessageId, error: { code: 'FILE_LOST' }, upload: { state: 'failed' } }]);
    await reloaded.send(id, { content: 'it holds up nothing' }).stored;
  });

  await t.test('given up, refused, tried again', async (t) => {
    const { customer, id } = await desk.talk();
    const phone = await desk.device(customer);
    await phone.open(id);
    const { clientMessageId, stored } = phone.send(id, { file: { data: document(9_000_000), type: 'file' } });
    await until(phone, () => (shown(phone, id, clientMessageId)?.upload?.progress ?? 0) > 0, 'it being under way');
    const uploadId = phone.store.getSnapshot().outbox[0]?.file?.uploadId ?? '';
    phone.discard(clientMessageId);
    await t.rejects(stored, { code: 'ABORTED' });
    t.same(phone.store.getSnapshot().outbox, []);
    const isThere = async () => (await desk.core.mediaLifecycle.uploading(uploadId, customer.id)) !== undefined;
    await eventually(async () => !(await isThere()), 'the server forgetting it too');

    const notPhoto = new File([document(5_000)], 'crop.jpg', { type: 'image/jpeg' });
    const refused = phone.send(id, { file: { data: notPhoto, type: 'image' } });
    const tooLarge = phone.send(id, { file: { data: document(21_000_000), type: 'file' } });
    await t.rejects(refused.stored, { code: 'UNSUPPORTED_MEDIA_TYPE' });
    await t.rejects(tooLarge.stored, { code: 'PAYLOAD_TOO_LARGE' });
    t.match(shown(phone, id, refused.clientMessageId), { state: 'failed', upload: { state: 'failed' } });
    phone.retry(refused.clientMessageId);
    t.match(shown(phone, id, refused.clientMessageId), { state: 'queued', upload: { state: 'waiting', progress: 0 } });
    await until(phone, () => shown(phone, id, refused.clientMessageId)?.state === 'failed', 'failing again');
    t.match((await phone.send(id, { content: 'a marker behind them' }).stored).seq, 1);
  });

  await t.test('a file that is read when it is sent', async (t) => {
    const { customer, id } = await desk.talk();
    const phone = await desk.device(customer);
    const path = join(t.testdir(), 'long.pdf');
    await writeFile(path, Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3_000_000)]));
    const data = await openAsBlob(path);
    const { mediaId } = await phone.send(id, { file: { data, name: 'long.pdf', type: 'file' } }).stored;
    t.match(mediaId, { name: 'long.pdf', size: 3_000_009 });
  });
});

test('an API node that is killed in the middle of an upload', async (t) => {
  const desk = await Desk.start(t, { MEDIA_WAIT_MS: 1 });
  const { customer, id } = await desk.talk();
  const port = await freePort();
  const config = testConfig(desk.backends, { MEDIA_WAIT_MS: 1, PORT: port });
  const start = async () => {
    const env = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
    const node = spawn(process.execPath, [repositoryEntries().api], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    t.teardown(() => node.kill('SIGKILL'));
    const isReady = () => fetch(`http://127.0.0.1:${port}/health/ready`).then(({ ok }) => ok);
    await eventually(() => isReady().catch(() => false), 'the node being ready', 20_000);
    return node;
  };
  const node = await start();
  const phone = await desk.device(customer, { url: `http://127.0.0.1:${port}` });
  const { stored } = phone.send(id, { file: { data: document(8_000_000), type: 'file' } });
  const upload = ({ outbox }: ChatState) => outbox[0]?.upload;
  await until(phone, (state) => (upload(state)?.progress ?? 0) >= 0.25, 'a quarter');
  node.kill('SIGKILL');
  await until(phone, (state) => upload(state)?.state === 'waiting', 'noticing');
  const uploadId = phone.store.getSnapshot().outbox[0]?.file?.uploadId;
  await start();
  const { mediaId, seq } = await stored;
  t.match(mediaId, { _id: uploadId, size: 8_000_000 });
  t.equal(seq, 1);
});

test('a day that is used up', async (t) => {
  const desk = await Desk.start(t, { MEDIA_WAIT_MS: 1, MEDIA_QUOTA_BYTES: 10_000 });
  const { customer, id } = await desk.talk();
  const phone = await desk.device(customer);
  const { stored } = phone.send(id, { file: { data: document(20_000), type: 'file' } });
  await t.rejects(stored, { code: 'QUOTA_EXCEEDED' });
});

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Conversation, ConversationsAnswer, Media, MessagesAnswer, SignedIn } from '@samvad/contract';
import { type Cluster, waitFor } from '@samvad/infra';
import { mediaSamples, startS3, temporaryDir } from '@samvad/infra/testing';
import pg from 'pg';
import { type Test, test } from 'tap';
import { testCluster } from './support/cluster.js';
import { Device } from './support/device.js';
import { PublishedUrls } from './support/published-urls.js';
import { call, demo, logIn } from './support/rest.js';
import { upload } from './support/upload.js';

interface Talk {
  customer: SignedIn;
  agent: SignedIn;
  phone: Device;
  dashboard: Device;
  conversationId: string;
  urls: PublishedUrls;
}

/** Rajesh and Asha in their conversation, each on a socket node of their own. */
async function talk(t: Test, url: string): Promise<Talk> {
  const [customer, agent] = [await logIn(url, demo.rajesh), await logIn(url, demo.asha)];
  const list = await call<ConversationsAnswer>(url, 'GET', '/chat/conversations', { token: customer.token });
  const conversation = list.body.data.find(({ status }) => status === 'open');
  if (!conversation) throw new Error('the demo desk has no open conversation of Rajesh Kumar');
  const urls = new PublishedUrls();
  const phone = await new Device(url, customer.token).connected();
  t.teardown(() => phone.close());
  const dashboard = await onAnotherNode(t, url, agent.token, nodeOf(phone));
  for (const device of [phone, dashboard]) {
    urls.watch(device);
    await device.join(conversation._id);
  }
  return { customer, agent, phone, dashboard, conversationId: conversation._id, urls };
}

/** The front gives a new connection to the node that has the fewest. */
async function onAnotherNode(t: Test, url: string, token: string, node: string): Promise<Device> {
  for (;;) {
    const device = await new Device(url, token).connected();
    t.teardown(() => device.close());
    if (nodeOf(device) !== node) return device;
  }
}

/** A session id begins with the name of its node. */
const nodeOf = ({ socket }: Device) => socket.io.engine.id?.split('.')[0] ?? '';

const getMedia = (url: string, { token }: SignedIn, id: string) =>
  call<{ data: Media }>(url, 'GET', `/chat/media/${id}`, { token });

/** The customer sends a photo, the agent sees it, and loses it with the conversation. */
async function aPhoto(t: Test, url: string, { customer, agent, phone, dashboard, conversationId, urls }: Talk) {
  const sample = await mediaSamples.photo();
  const uploaded = await upload(url, customer.token, sample);
  urls.check(uploaded, 'the answer to the upload');
  t.equal((await getMedia(url, agent, uploaded._id)).status, 404, 'nobody else sees it before it is sent');
  const stolen = await dashboard.ask('message:send', { conversationId, messageType: 'image', mediaId: uploaded._id });
  t.match(stolen, { ok: false, error: { code: 'NOT_FOUND' } }, 'nor can anybody else send it');

  await phone.must('message:send', { conversationId, messageType: 'image', content: 'Look', mediaId: uploaded._id });
  const message = await dashboard.waitFor('message:new', ({ mediaId }) => mediaId?._id === uploaded._id);
  t.equal(message.content, 'Look');
  t.equal(message.mediaId?.type, 'image');
  if (message.mediaId?.status !== 'ready') {
    await dashboard.waitFor('media:updated', ({ _id, status }) => _id === uploaded._id && status === 'ready');
  }
  const { data: media } = (await getMedia(url, agent, uploaded._id)).body;
  t.equal(media.status, 'ready');
  if (!media.url || !media.thumbnailUrl) throw new Error('a ready picture without urls');
  t.ok(media.url.startsWith(`${url}/`), 'urls lead to the one port');
  const whole = Buffer.from(await (await fetch(media.url)).arrayBuffer());
  t.equal(whole.byteLength, media.size);
  const range = await fetch(media.url, { headers: { range: 'bytes=100-199' } });
  t.equal(range.status, 206);
  t.equal(range.headers.get('content-range'), `bytes 100-199/${media.size}`);
  t.same(Buffer.from(await range.arrayBuffer()), whole.subarray(100, 200));
  const thumbnail = await fetch(media.thumbnailUrl);
  t.equal(thumbnail.status, 200);
  t.match(thumbnail.headers.get('content-type'), /^image\//);
  t.ok((await thumbnail.arrayBuffer()).byteLength < whole.byteLength);

  const history = await call<MessagesAnswer>(url, 'GET', `/chat/messages/${conversationId}?limit=1`, {
    token: agent.token,
  });
  t.equal(history.body.data[0]?.mediaId?._id, uploaded._id);
  urls.check(history.body, 'the history');
  t.ok(urls.count > 0);
  t.same(await urls.broken(), [], 'every url that anybody was given leads somewhere');
  return media;
}

async function reassigned(t: Test, url: string, { customer, agent, conversationId }: Talk, media: Media) {
  const other = await logIn(url, demo.secondAgent);
  const admin = await logIn(url, demo.admin);
  const seen = (await getMedia(url, agent, media._id)).body.data.url ?? '';
  t.equal((await fetch(seen)).status, 200);
  const patched = await call<{ data: Conversation }>(url, 'PATCH', `/chat/conversations/${conversationId}`, {
    token: admin.token,
    body: { assignedSupportId: other.user.id },
  });
  t.equal(patched.status, 200);
  t.not((await fetch(seen)).status, 200, 'the url of the former agent is void');
  t.equal((await getMedia(url, agent, media._id)).status, 404);
  for (const viewer of [other, customer]) {
    const again = (await getMedia(url, viewer, media._id)).body.data.url ?? '';
    t.equal((await fetch(again)).status, 200);
  }
}

const pidOf = (cluster: Cluster, name: string) => cluster.processes().find((one) => one.name === name)?.pid;

/** A video that is sent before it is ready, and whose worker dies. */
async function aVideo(t: Test, cluster: Cluster, { customer, phone, dashboard, conversationId, urls }: Talk) {
  const { url } = cluster;
  const uploaded = await upload(url, customer.token, await mediaSamples.longVideo());
  t.equal(uploaded.status, 'processing');
  t.equal(uploaded.url, null);
  await phone.must('message:send', { conversationId, messageType: 'video', mediaId: uploaded._id });
  const message = await dashboard.waitFor('message:new', ({ mediaId }) => mediaId?._id === uploaded._id);
  t.match(message.mediaId, { status: 'processing', url: null, thumbnailUrl: null, variants: [] });
  // What can be seen of it comes first, and whoever asks meanwhile gets it.
  const preview = await waitFor(
    async () => {
      const { data } = (await getMedia(url, customer, uploaded._id)).body;
      return data.previewHash && data;
    },
    { what: 'a preview', timeoutMs: 20_000, everyMs: 20 },
  );
  t.match(preview, { status: 'processing', url: null });
  const worker = pidOf(cluster, 'media-worker-1');
  cluster.kill('media-worker-1', 'SIGKILL');
  for (const device of [phone, dashboard]) {
    const updated = await device.waitFor('media:updated', ({ _id }) => _id === uploaded._id, 60_000);
    t.equal(updated.status, 'ready');
    t.ok(updated.url && updated.thumbnailUrl && updated.durationMs);
  }
  t.not(pidOf(cluster, 'media-worker-1'), worker);
  t.same(await urls.broken(), []);
}

/** Everything in the storage is what a row speaks of, and everything a row speaks of is there. */
async function noOrphans(t: Test, databaseUrl: string, list: () => Promise<string[]>) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const expected = async () => {
      const { rows } = await client.query<{ id: string; status: string; variants: { name: string }[] }>(
        'select id, status, variants from media',
      );
      t.ok(rows.every(({ status }) => status === 'ready'));
      return rows.flatMap(({ id, variants }) => variants.map(({ name }) => `media/${id}/${name}`)).sort();
    };
    await waitFor(async () => String((await list()).sort()) === String(await expected()), {
      what: 'a storage that holds what the rows say',
      timeoutMs: 20_000,
    });
  } finally {
    await client.end();
  }
}

test('photos and videos, through two API nodes, two socket nodes and a worker that dies', async (t) => {
  const dir = temporaryDir('media');
  t.teardown(() => dir.remove());
  const cluster = await testCluster(t, { env: { MEDIA_DIR: dir.path, MEDIA_SWEEP_MS: '1500', MEDIA_WAIT_MS: '1000' } });
  const people = await talk(t, cluster.url);
  const media = await aPhoto(t, cluster.url, people);
  await aVideo(t, cluster, people);
  await noOrphans(t, cluster.databaseUrl, async () =>
    readdirSync(dir.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => relative(dir.path, join(entry.parentPath, entry.name))),
  );
  await reassigned(t, cluster.url, people, media);
});

test('the same photo, kept in a bucket', async (t) => {
  const dir = temporaryDir('s3');
  const s3 = await startS3({ dir: dir.path });
  t.teardown(async () => {
    await s3.stop();
    dir.remove();
  });
  const cluster = await testCluster(t, {
    env: {
      S3_ENDPOINT: s3.url,
      S3_BUCKET: s3.bucket,
      S3_ACCESS_KEY_ID: s3.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    },
  });
  await aPhoto(t, cluster.url, await talk(t, cluster.url));
  await noOrphans(t, cluster.databaseUrl, async () => {
    const xml = await (await fetch(`${s3.url}/${s3.bucket}?list-type=2`)).text();
    return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key ?? '');
  });
});

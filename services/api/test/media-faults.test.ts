import { buffer } from 'node:stream/consumers';
import { uploadKey } from '@samvad/core';
import { eventually, makeConversation, makePerson, startBackends, testCore } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startNode, startNodes, startStoppableBackends } from './support/api.js';
import { filesBelow, makeReady, pathOf, storageOf } from './support/media.js';
import { multipart, sendBody, uploadFile } from './support/multipart.js';
import { testS3 } from './support/s3.js';
import { samples } from './support/samples.js';
import { send } from './support/send.js';
import { isError } from './support/shapes.js';
import { TusClient } from './support/tus.js';

test('media in an S3 store, and without it', async (t) => {
  const [backends, s3] = [await startBackends(t), await testS3(t)];
  const core = await testCore(t, backends);
  const api = clientOf(await startNode(t, backends, { ...s3.settings, MEDIA_WAIT_MS: 1 }));
  const [customer, agent] = [await makePerson(core, 'User'), await makePerson(core, 'Support')];
  const conversation = await makeConversation(core, customer, agent);
  const storage = await storageOf(t, backends, s3.settings);
  const me = api.as(customer);
  const clip = samples.mp4(12_000_000);

  await t.test('uploading and reading', async (t) => {
    const answer = await uploadFile(me, 'video', clip);
    t.equal(answer.status, 201, answer.text);
    const key = uploadKey(answer.body.data[0]?._id ?? '');
    t.ok((await buffer(await storage.get(key))).equals(clip), 'byte for byte');
    await storage.remove(key);

    const { media, bytes, id } = await makeReady(core, storage, customer);
    const whole = await send(api, pathOf(media.url));
    t.ok(whole.bytes.equals(bytes));
    const part = await send(api, pathOf(media.url), { headers: { range: 'bytes=10-19' } });
    t.equal(part.status, 206);
    t.ok(part.bytes.equals(bytes.subarray(10, 20)));
    await storage.removeAll(`media/${id}/`);
  });

  await t.test('what is refused or broken off leaves no parts', async (t) => {
    const whole = multipart([
      { field: 'type', content: 'video' },
      { field: 'file', content: clip, name: 'x' },
    ]);
    isError(t, await sendBody(me, whole.subarray(0, 11_000_000)), 'VALIDATION');
    await eventually(() => filesBelow(s3.dir).length === 0, 'nothing is left');
  });

  await t.test('a store that cannot be reached', async (t) => {
    const { media } = await makeReady(core, storage, customer);
    await s3.stop();
    const answer = await uploadFile(me, 'image', samples.png());
    isError(t, answer, 'OVERLOADED');
    isError(t, await send(api, pathOf(media.url)), 'OVERLOADED', 'reading');
    const sent = await me.post(`chat/messages/${conversation}`, { messageType: 'text', content: 'x' });
    t.equal(sent.status, 201, 'the chat goes on');
    t.equal((await core.db.pool.query(`select from media where status = 'uploading'`)).rowCount, 0);
  });
});

test('without Redis', async (t) => {
  const backends = await startStoppableBackends(t);
  const { api, core, make } = await startNodes(t, backends, 1, { MEDIA_WAIT_MS: 1 });
  const me = api.as(await make('User'));
  await backends.stopRedis();
  const answer = await uploadFile(me, 'image', samples.png());
  t.equal(answer.status, 201, 'an upload is taken: the sweep hands it to the workers later');
  t.equal((await core.db.pool.query(`select from media where status = 'processing'`)).rowCount, 1);
  isError(t, await new TusClient(me).create(1_000), 'OVERLOADED', 'a resumable one needs a lock, and is tried again');
});

import { eventually } from '@samvad/core/testing';
import { startTcpProxy } from '@samvad/infra';
import { mediaSamples } from '@samvad/infra/testing';
import { test } from 'tap';
import { MediaStack } from './support/media-stack.js';

test('a storage that is slow, and then away, delays uploads and fails none', async (t) => {
  const stack = await MediaStack.start(t, 's3');
  const endpoint = String(stack.settings.S3_ENDPOINT);
  const { hostname: host, port } = new URL(endpoint);
  const proxy = await startTcpProxy({ target: { host, port: Number(port) } });
  t.teardown(() => proxy.stop());
  const slow = await stack.upload(await mediaSamples.photo());
  proxy.delay(Number(process.env.TEST_STORAGE_DELAY ?? 500));
  const worker = await stack.worker({ S3_ENDPOINT: proxy.url(endpoint).replace(/\/$/, '') });
  t.match(await stack.ended(slow, 110_000), { status: 'ready', attempts: 1 });
  proxy.delay(0);

  await proxy.cut();
  const away = await stack.upload(await mediaSamples.voiceNote());
  const failures = async () => {
    const job = await stack.queue.queue.getJob(away);
    return (job?.attemptsMade ?? 0) >= 1;
  };
  await eventually(failures, 'an attempt in vain', 30_000);
  t.equal((await stack.row(away))?.status, 'processing');
  await proxy.restore();
  const row = await stack.ended(away, 60_000);
  t.match(row, { status: 'ready', attempts: 1 }, 'what the storage did is not held against the upload');
  await stack.checkObjects(row);
  await stack.told([slow, away]);
  await stack.noOrphans();
  await worker.stop();
});

import { mediaSamples } from '@samvad/infra/testing';
import { test } from 'tap';
import { processUpload } from '../src/jobs/process-media.js';
import { processesIn } from './support/media-processes.js';
import { MediaStack } from './support/media-stack.js';

for (const kind of ['local', 's3'] as const) {
  test(`every kind of upload ends ready, on ${kind} storage`, async (t) => {
    const stack = await MediaStack.start(t, kind);
    const uploads = await Promise.all([
      mediaSamples.photo(),
      mediaSamples.voiceNote(),
      mediaSamples.clip(),
      mediaSamples.document(),
      mediaSamples.brokenPhoto(),
    ]);
    const ids: string[] = [];
    for (const sample of uploads) ids.push(await stack.upload(sample));
    const worker = await stack.worker();
    const [image, audio, video, file, broken] = await Promise.all(ids.map((id) => stack.ended(id, 60_000)));
    if (!image || !audio || !video || !file || !broken) throw new Error('not all have ended');

    t.same(
      [image, audio, video, file].map(({ status, attempts }) => [status, attempts]),
      Array(4).fill(['ready', 1]),
    );
    const variants = await Promise.all([image, audio, video, file].map((row) => stack.checkObjects(row)));
    for (const names of variants) t.ok(names.includes('full'));
    t.ok(variants[0]?.includes('thumbnail') && variants[2]?.includes('thumbnail'), 'what is seen has a thumbnail');
    t.ok(image.preview_hash && image.width && image.height);
    t.ok(video.preview_hash && video.duration_ms && video.width);
    t.ok(audio.waveform?.length && audio.duration_ms);
    t.equal(file.size, file.upload_size, 'a document is as it was');

    t.equal(broken.status, 'failed');
    t.ok(broken.failure_code && broken.failure_message);
    t.equal(broken.attempts, 1, 'what is broken is not tried again');

    // Told once each, after the row said so, with nothing but what exists.
    await stack.told(ids);
    t.same(stack.heard.map(({ _id }) => _id).sort(), [...ids].sort());
    for (const media of stack.heard) {
      t.equal(media.status, media._id === broken.id ? 'failed' : 'ready');
      t.equal(media.url === null, media.status === 'failed');
    }
    t.equal(stack.heard.find(({ _id }) => _id === broken.id)?.error?.message, broken.failure_message);
    await stack.noOrphans();

    const metric = await readMetrics(worker.port);
    t.equal(metric('samvad_media_processing_seconds_count', 'type="video"'), 1);
    t.equal(metric('samvad_media_failures_total', `reason="${broken.failure_code}"`), 1);
    const stored = [image, audio, video, file].flatMap(({ variants }) => variants.map(({ size }) => size));
    t.equal(
      metric('samvad_media_bytes_total', 'direction="stored"'),
      stored.reduce((a, b) => a + b),
    );
    t.equal(metric('samvad_media_jobs', 'state="failed"'), 0);
    t.ok(metric('samvad_media_oldest_waiting_seconds', '') >= 0);
    t.same(processesIn(stack.tmp), []);
  });
}

async function readMetrics(port: number): Promise<(name: string, label: string) => number> {
  const lines = (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).split('\n');
  return (name, label) => {
    const line = lines.find((one) => one.startsWith(`${name}{`) && one.includes(label));
    return Number(line?.slice(line.lastIndexOf(' ')));
  };
}

test('what is known of a video is shown while the rest is still being made', async (t) => {
  const stack = await MediaStack.start(t, 'local');
  const id = await stack.upload(await mediaSamples.clip(), { queued: false });
  const meanwhile: ReturnType<typeof stack.row>[] = [];
  await processUpload(await stack.context(), id, {
    signal: new AbortController().signal,
    onProgress: () => meanwhile.push(stack.row(id)),
  });
  const early = (await Promise.all(meanwhile)).filter((row) => row?.status === 'processing');
  t.ok(early.some((row) => row?.preview_hash && row.width && row.height));
  const row = await stack.ended(id);
  t.equal(row.status, 'ready');
  t.equal(row.preview_hash, early.at(-1)?.preview_hash);
});

import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'tap';
import { inspect, make, noise, pictures, plays, processed, refused, scratch, tone } from './processing-fixture.js';

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const aac = ['-c:a', 'aac'];

const containers: Record<string, string[]> = {
  'video/mp4': [...h264, ...aac, 'clip.mp4'],
  'video/quicktime': ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-c:a', 'pcm_s16le', 'clip.mov'],
  'video/webm': ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', 'clip.webm'],
  'video/matroska': ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', ...aac, 'clip.mkv'],
  'video/vnd.avi': ['-c:v', 'mpeg4', '-c:a', 'libmp3lame', 'clip.avi'],
  'video/mp2t': ['-c:v', 'mpeg2video', '-r', '25', '-c:a', 'mp2', 'clip.ts'],
  'video/3gpp': ['-c:v', 'h263', '-s', '176x144', ...aac, 'clip.3gp'],
};

for (const [format, args] of Object.entries(containers)) {
  test(`${format} becomes MP4 that plays everywhere`, async (t) => {
    const dir = scratch(t);
    const path = await make(dir, ...pictures(), ...tone(), ...args);
    const media = await processed(t, { path, format, kind: 'video' });
    const [width, height] = format === 'video/3gpp' ? [176, 144] : [160, 120];
    t.match(media, { kind: 'video', format: 'video/mp4', waveform: null });
    t.ok(Math.abs((media.durationMs ?? 0) - 1000) < 200, `${media.durationMs} ms`);
    const full = media.of('full');
    t.equal(readFileSync(full.path).length, full.size);
    const { format: container, streams, videos, audios } = await inspect(full.path);
    t.equal(streams.length, 2);
    t.match(videos, [{ codec_name: 'h264', pix_fmt: 'yuv420p', width: full.width, height: full.height }]);
    t.match(audios, [{ codec_name: 'aac', profile: 'LC' }]);
    t.match(container, { format_name: /mp4/ });
    if (format !== 'video/3gpp') t.match(full, { width, height });
    const bytes = readFileSync(full.path);
    t.ok(bytes.indexOf('moov') > 0 && bytes.indexOf('moov') < bytes.indexOf('mdat'), 'plays before all of it is there');
    await plays(full.path);
    const thumbnail = media.of('thumbnail');
    t.match(await sharp(thumbnail.path).metadata(), {
      format: 'webp',
      width: thumbnail.width,
      height: thumbnail.height,
    });
    t.equal(media.outputs.length, 2, 'so small a clip needs no variant for phones');
    t.equal(media.previews[0]?.previewHash, media.previewHash);
    t.ok(media.previewHash);
  });
}

test('no place, name, text or encoder stays', async (t) => {
  const dir = scratch(t);
  const tags = ['location=+28.6139+077.2090/', 'title=SecretGarden', 'comment=SecretGarden', 'artist=SecretGarden'];
  const metadata = tags.flatMap((tag) => ['-metadata', tag]);
  const path = await make(
    dir,
    ...pictures(),
    ...tone(),
    ...h264,
    ...aac,
    ...metadata,
    ...['-metadata', 'creation_time=2024-05-06T07:08:09Z', '-metadata:s:v', 'handler_name=SecretGarden'],
    'tagged.mov',
  );
  t.ok(readFileSync(path).includes('SecretGarden') && readFileSync(path).includes('+28.6139'));
  const media = await processed(t, { path, format: 'video/quicktime', kind: 'video' });
  for (const { path } of media.outputs) {
    const bytes = readFileSync(path);
    for (const secret of ['SecretGarden', '28.6139', 'x264 - core']) t.notOk(bytes.includes(secret), secret);
    t.notMatch(bytes.toString('latin1'), /Lav[cf]\d/);
  }
  const { format, streams } = await inspect(media.of('full').path);
  const kept = [format, ...streams].flatMap(({ tags }) => Object.keys(tags ?? {}));
  const harmless = [
    'major_brand',
    'minor_version',
    'compatible_brands',
    'language',
    'handler_name',
    'vendor_id',
    'encoder',
  ];
  t.same(
    kept.filter((tag) => !harmless.includes(tag)),
    [],
  );
});

test('a large, fast clip becomes smaller and slower, and has a variant for phones', async (t) => {
  const dir = scratch(t);
  const path = await make(dir, ...pictures('1600x900', 0.5, 60), ...tone(0.5), ...h264, ...aac, 'large.mp4');
  const media = await processed(t, { path, format: 'video/mp4', kind: 'video' });
  t.match(media, { width: 1280, height: 720, previews: [{ width: 1280, height: 720, durationMs: 500 }] });
  t.match(media.of('phone'), { width: 640, height: 360, format: 'video/mp4' });
  t.ok(media.of('phone').size < media.of('full').size);
  t.match(media.of('thumbnail'), { width: 480, height: 270 });
  for (const variant of ['full', 'phone'] as const) {
    const { path, width, height } = media.of(variant);
    const { videos, audios } = await inspect(path);
    t.match(videos, [{ codec_name: 'h264', pix_fmt: 'yuv420p', width, height, r_frame_rate: '30/1' }]);
    t.match(audios, [{ codec_name: 'aac' }]);
    await plays(path);
  }
});

test('a clip that was filmed upright stands upright', async (t) => {
  const dir = scratch(t);
  const lying = await make(dir, ...pictures('160x90'), ...h264, 'lying.mp4');
  const path = await make(dir, '-i', lying, '-c', 'copy', '-metadata:s:v', 'rotate=90', 'upright.mp4');
  const media = await processed(t, { path, format: 'video/mp4', kind: 'video' });
  t.match(media, { width: 90, height: 160, previews: [{ width: 90, height: 160 }] });
  const { videos } = await inspect(media.of('full').path);
  t.match(videos, [{ width: 90, height: 160 }]);
  t.notOk(videos[0].side_data_list, 'no rotation is left to be applied twice');
  t.match(await sharp(media.of('thumbnail').path).metadata(), { width: 90, height: 160 });
});

test('pixels become square', async (t) => {
  const path = await make(scratch(t), ...pictures('160x120'), '-vf', 'setsar=2/1', ...h264, 'wide.mp4');
  const media = await processed(t, { path, format: 'video/mp4', kind: 'video' });
  t.match(media, { width: 320, height: 120 });
});

test('a sliver of a picture', async (t) => {
  const path = await make(scratch(t), ...pictures('2600x2', 0.3), '-c:v', 'mpeg4', 'sliver.avi');
  const media = await processed(t, { path, format: 'video/vnd.avi', kind: 'video' });
  t.match(media, { width: 1280, height: 2 });
  await plays(media.of('full').path);
});

test('a video without sound', async (t) => {
  const path = await make(scratch(t), ...pictures(), ...h264, 'silent.mp4');
  const media = await processed(t, { path, format: 'video/mp4', kind: 'video' });
  const { streams } = await inspect(media.of('full').path);
  t.match(streams, [{ codec_name: 'h264' }]);
  t.equal(streams.length, 1);
});

test('a video without pictures is a recording', async (t) => {
  const dir = scratch(t);
  const clips = {
    'video/mp4': await make(dir, ...tone(), ...aac, 'sound.mp4'),
    'video/webm': await make(dir, ...tone(), '-c:a', 'libopus', 'sound.webm'),
  };
  for (const [format, path] of Object.entries(clips)) {
    const media = await processed(t, { path, format, kind: 'video' });
    t.match(media, { kind: 'audio', format: 'audio/mp4', width: null, height: null, previewHash: null });
    t.equal(media.waveform?.length, 100);
  }
});

test('only the first pictures and the first sound are kept', async (t) => {
  const dir = scratch(t);
  const subtitles = join(dir, 'words.srt');
  writeFileSync(subtitles, '1\n00:00:00,000 --> 00:00:01,000\nSecretGarden\n');
  const streams = ['0:v', '1:v', '2:a', '3:a', '4:s'].flatMap((stream) => ['-map', stream]);
  const inputs = [...pictures(), ...pictures('80x60'), ...tone(), ...tone(), '-i', subtitles];
  const path = await make(dir, ...inputs, ...streams, ...h264, ...aac, '-c:s', 'srt', 'many.mkv');
  const media = await processed(t, { path, format: 'video/matroska', kind: 'video' });
  t.match(media, { width: 160, height: 120 });
  const { streams: kept } = await inspect(media.of('full').path);
  t.same(
    kept.map(({ codec_name }: { codec_name: string }) => codec_name),
    ['h264', 'aac'],
  );
  const words = await make(dir, '-i', subtitles, '-c:s', 'srt', 'words.mkv');
  await refused(t, { path: words, format: 'video/matroska', kind: 'video' }, 'NO_STREAM');
});

test('a recorder that leaves the length open', async (t) => {
  const dir = scratch(t);
  const path = join(dir, 'live.webm');
  const whole = await make(dir, ...pictures(), '-c:v', 'libvpx', '-f', 'webm', '-live', '1', 'whole.webm');
  writeFileSync(path, readFileSync(whole));
  const { format } = await inspect(path);
  t.equal(format.duration, undefined);
  const media = await processed(t, { path, format: 'video/webm', kind: 'video' });
  t.equal(media.previews[0]?.durationMs, null);
  t.ok(Math.abs((media.durationMs ?? 0) - 1000) < 200, `${media.durationMs} ms`);
  const limits = { maxDurationMs: 500 };
  await refused(t, { path, format: 'video/webm', kind: 'video' }, 'TOO_LONG', { limits });
});

test('a clip that says it is too long is refused before any work', async (t) => {
  const path = await make(scratch(t), ...pictures(), ...h264, 'long.mp4');
  const onPreview = () => Promise.reject(new Error('nothing may be shown of it'));
  await refused(t, { path, format: 'video/mp4', kind: 'video' }, 'TOO_LONG', {
    onPreview,
    limits: { maxDurationMs: 900 },
  });
});

test('a clip with too many pixels is refused', async (t) => {
  const path = await make(scratch(t), ...pictures(), ...h264, 'clip.mp4');
  const limits = { maxPixels: 160 * 120 - 1 };
  await refused(t, { path, format: 'video/mp4', kind: 'video' }, 'TOO_MANY_PIXELS', { limits });
});

test('what is no video at all is broken', async (t) => {
  const dir = scratch(t);
  const clip = await make(dir, ...pictures(), ...h264, 'cut.mp4');
  truncateSync(clip, 500);
  const garbage = join(dir, 'garbage');
  writeFileSync(garbage, noise(5000));
  const empty = join(dir, 'empty');
  writeFileSync(empty, '');
  for (const path of [clip, garbage, empty]) {
    await refused(t, { path, format: 'video/mp4', kind: 'video' }, 'BROKEN');
  }
  await refused(t, { path: garbage, format: 'application/x-unknown', kind: 'video' }, 'UNSUPPORTED');
});

test('a codec that nobody needs is not started', async (t) => {
  const path = await make(scratch(t), ...pictures(), '-c:v', 'ffv1', 'odd.mkv');
  await refused(t, { path, format: 'video/matroska', kind: 'video' }, 'UNSUPPORTED');
});

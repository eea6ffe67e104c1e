import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'tap';
import { Waveform } from '../src/processing/waveform.js';
import { inspect, make, plays, processed, refused, scratch, tone } from './processing-fixture.js';

const formats: Record<string, string[]> = {
  'audio/mpeg': ['-c:a', 'libmp3lame', 'note.mp3'],
  'audio/x-m4a': ['-c:a', 'aac', 'note.m4a'],
  'audio/mp4': ['-c:a', 'alac', 'note.m4a'],
  'audio/ogg; codecs=opus': ['-c:a', 'libopus', 'note.ogg'],
  'audio/ogg': ['-c:a', 'libvorbis', 'note.ogg'],
  'audio/webm': ['-c:a', 'libopus', 'note.webm'],
  'audio/wav': ['-c:a', 'pcm_s16le', 'note.wav'],
  'audio/flac': ['-c:a', 'flac', 'note.flac'],
  'audio/aac': ['-c:a', 'aac', 'note.aac'],
  'audio/aiff': ['-c:a', 'pcm_s16be', 'note.aiff'],
};

for (const [format, args] of Object.entries(formats)) {
  test(`${format} becomes AAC`, async (t) => {
    const tags = ['-metadata', 'title=SecretGarden', '-metadata', 'artist=SecretGarden'];
    const path = await make(scratch(t), ...tone(1.5), ...tags, ...args);
    const media = await processed(t, { path, format, kind: 'audio' });
    t.match(media, { kind: 'audio', format: 'audio/mp4', width: null, height: null, previewHash: null });
    t.ok(Math.abs((media.durationMs ?? 0) - 1500) < 100, `${media.durationMs} ms`);
    t.equal(media.waveform?.length, 100);
    t.ok(media.waveform?.every((bar) => Number.isInteger(bar) && bar >= 0 && bar <= 100));
    t.equal(media.outputs.length, 1);
    const { path: full, size } = media.of('full');
    const bytes = readFileSync(full);
    t.equal(bytes.length, size);
    t.notOk(bytes.includes('SecretGarden'));
    t.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'), 'plays before all of it is there');
    const { streams } = await inspect(full);
    t.match(streams, [{ codec_name: 'aac', channels: 1, sample_rate: '48000' }]);
    await plays(full);
  });
}

test('AMR, as simple phones record it', async (t) => {
  const path = join(scratch(t), 'note.amr');
  const frame = Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31, 0x5a)]);
  writeFileSync(path, Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: 50 }, () => frame)]));
  const media = await processed(t, { path, format: 'audio/amr', kind: 'audio' });
  t.ok(Math.abs((media.durationMs ?? 0) - 1000) < 50, `${media.durationMs} ms`);
  t.match((await inspect(media.of('full').path)).streams, [{ codec_name: 'aac', sample_rate: '8000' }]);
});

test('loud parts stand out, silence is flat', async (t) => {
  const dir = scratch(t);
  const steps = "volume='if(lt(t,1),0.05,if(lt(t,2),1,0))':eval=frame";
  const path = await make(dir, ...tone(3), '-af', steps, 'steps.wav');
  const { waveform } = await processed(t, { path, format: 'audio/wav', kind: 'audio' });
  const bars = waveform ?? [];
  const mean = (from: number, to: number) => bars.slice(from, to).reduce((a, b) => a + b, 0) / (to - from);
  t.ok(mean(2, 31) > 2 && mean(2, 31) < 12, `quiet: ${mean(2, 31)}`);
  t.ok(mean(36, 64) > 90, `loud: ${mean(36, 64)}`);
  t.equal(mean(70, 100), 0, 'silent');
  t.equal(Math.max(...bars), 100);
  const silence = await make(dir, '-f', 'lavfi', '-i', 'anullsrc=d=1', 'silence.wav');
  const silent = await processed(t, { path: silence, format: 'audio/wav', kind: 'audio' });
  t.same(
    silent.waveform,
    Array.from({ length: 100 }, () => 0),
  );
});

test('the outline is right however long, and however the stream is cut', async (t) => {
  const waveform = new Waveform();
  const hours = 3;
  const second = Buffer.alloc(2 * 8000);
  for (let i = 0; i < hours * 3600; i += 1) {
    // Louder by the hour.
    second.writeInt16LE(-10_000 * (1 + Math.floor(i / 3600)), 8000);
    // An odd number of bytes at first: every sample is cut in two.
    waveform.add(second.subarray(0, 8001));
    waveform.add(second.subarray(8001));
  }
  t.equal(waveform.samples, hours * 3600 * 8000);
  const bars = waveform.bars();
  t.same([bars[0], bars[32], bars[35], bars[65], bars[68], bars[99]], [33, 33, 67, 67, 100, 100]);
  t.same([...new Set(bars)], [33, 67, 100]);
});

test('a recording of a few samples', async (t) => {
  const waveform = new Waveform();
  waveform.add(Buffer.from([0x00, 0x40, 0x00]));
  waveform.add(Buffer.from([0x20]));
  const bars = waveform.bars();
  t.same([bars.length, bars[0], bars[99]], [100, 100, 50]);
});

test('a cover picture is dropped, and makes no video', async (t) => {
  const dir = scratch(t);
  const cover = join(dir, 'cover.png');
  await sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } })
    .png()
    .toFile(cover);
  const mp3 = await make(dir, ...tone(), '-i', cover, '-map', '0', '-map', '1', '-c:v', 'copy', 'song.mp3');
  const attached = ['-c:v', 'copy', '-disposition:v', 'attached_pic'];
  const m4a = await make(dir, ...tone(), '-i', cover, '-map', '0', '-map', '1', ...attached, 'song.m4a');
  for (const [path, format] of [
    [mp3, 'audio/mpeg'],
    [m4a, 'audio/x-m4a'],
  ] as const) {
    t.equal((await inspect(path)).videos.length, 1, 'the upload has a cover');
    const media = await processed(t, { path, format, kind: 'audio' });
    t.equal(media.kind, 'audio');
    t.equal((await inspect(media.of('full').path)).videos.length, 0);
  }
});

test('many channels and high rates come down to what phones play', async (t) => {
  const path = await make(
    scratch(t),
    ...['-f', 'lavfi', '-i', 'anoisesrc=d=1:r=96000', '-filter_complex', 'channelmap=0|0|0|0|0|0:5.1', 'wide.flac'],
  );
  t.match((await inspect(path)).streams, [{ channels: 6, sample_rate: '96000' }]);
  const media = await processed(t, { path, format: 'audio/flac', kind: 'audio' });
  t.match((await inspect(media.of('full').path)).streams, [{ channels: 2, sample_rate: '48000' }]);
});

test('too long, by what it says and by what it is', async (t) => {
  const dir = scratch(t);
  const limits = { maxDurationMs: 1000 };
  const says = await make(dir, ...tone(3), 'says.wav');
  await refused(t, { path: says, format: 'audio/wav', kind: 'audio' }, 'TOO_LONG', { limits });
  const is = await make(dir, ...tone(3), '-c:a', 'libopus', '-live', '1', 'is.webm');
  t.equal((await inspect(is)).format.duration, undefined);
  await refused(t, { path: is, format: 'audio/webm', kind: 'audio' }, 'TOO_LONG', { limits });
});

test('any other file goes through as it is', async (t) => {
  const path = join(scratch(t), 'invoice.pdf');
  writeFileSync(path, '%PDF-1.7');
  const media = await processed(t, { path, format: 'text/plain; charset=utf-8', kind: 'file' });
  t.match(media, { kind: 'file', format: 'text/plain; charset=utf-8', durationMs: null, waveform: null });
  t.same(media.outputs, [
    { variant: 'full', path, format: 'text/plain; charset=utf-8', size: 8, width: null, height: null },
  ]);
});

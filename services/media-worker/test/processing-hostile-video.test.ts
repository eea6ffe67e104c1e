import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Test, test } from 'tap';
import { demuxers } from '../src/processing/formats.js';
import { UnprocessableMediaError } from '../src/processing/index.js';
import { make, pictures, processed, refused, scratch, tone } from './processing-fixture.js';

/** A server that counts who comes, and a local file that nobody may read. */
async function bait(t: Test, dir: string) {
  const secret = await make(dir, ...pictures(), ...tone(), '-c:v', 'mpeg2video', '-r', '25', 'secret.ts');
  let visits = 0;
  const server = createServer((_request, response) => {
    visits += 1;
    response.end(readFileSync(secret));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/segment.ts`;
  return { secret, url, visits: () => visits };
}

const hls = (target: string) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\n${target}\n#EXT-X-ENDLIST\n`;
const concat = (target: string) => `ffconcat version 1.0\nfile '${target}'\n`;
const dash = (target: string) => `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:full:2011">
<Period><AdaptationSet mimeType="video/mp2t"><Representation id="1" bandwidth="1"><BaseURL>${target}</BaseURL>
<SegmentList duration="1"><SegmentURL media="${target}"/></SegmentList></Representation></AdaptationSet></Period></MPD>`;

test('a playlist reaches nothing, whatever it is called', async (t) => {
  const dir = scratch(t);
  const { secret, url, visits } = await bait(t, dir);
  const playlist = join(dir, 'playlist.mp4');
  const anything = ['-v', 'quiet', '-protocol_whitelist', 'file,http,tcp', '-safe', '0'];

  writeFileSync(playlist, hls(url));
  await execa('ffprobe', ['-v', 'quiet', '-protocol_whitelist', 'file,http,tcp', '-f', 'hls', playlist]);
  t.ok(visits() > 0, 'it works on a program that may');
  const before = visits();

  const formats = [...new Map(Object.entries(demuxers).map(([format, demuxer]) => [demuxer, format])).values()];
  for (const format of formats) {
    const error = await processed(t, { path: playlist, format, kind: 'video' }).catch((error) => error);
    t.type(error, UnprocessableMediaError, format);
  }

  writeFileSync(playlist, concat(secret));
  const { stdout } = await execa('ffprobe', [...anything, '-f', 'concat', '-show_streams', playlist]);
  t.match(stdout, 'mpeg2video', 'it works on a program that may');
  const traps = [concat(secret), concat(url), hls(`file://${secret}`), dash(url), dash(`file://${secret}`)];
  for (const trap of [...traps, `concat:${secret}|${secret}`, `v=0\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n`]) {
    writeFileSync(playlist, trap);
    for (const format of ['video/mp4', 'video/mp2t', 'audio/mpeg']) {
      const error = await processed(t, { path: playlist, format, kind: 'video' }).catch((error) => error);
      t.type(error, UnprocessableMediaError, `${format}: ${trap.slice(0, 20)}`);
    }
  }
  for (const format of ['application/vnd.apple.mpegurl', 'application/dash+xml', 'application/sdp', 'text/plain']) {
    await refused(t, { path: playlist, format, kind: 'video' }, 'UNSUPPORTED');
  }
  t.equal(visits(), before, 'nobody came');
});

test('a playlist among the subtitles of an AVI reaches nothing', async (t) => {
  const dir = scratch(t);
  const { url, visits } = await bait(t, dir);
  // The subtitles' packet of an AVI may hold a file, which the demuxer hands to whatever can read it.
  const playlist = hls(url);
  const path = await make(dir, ...pictures(), ...tone(), '-c:v', 'mpeg4', '-c:a', 'pcm_s16le', 'clip.avi');
  const avi = readFileSync(path);
  const stream = avi.indexOf('auds');
  const codec = avi.indexOf('auds', stream + 4);
  for (const at of [stream, codec]) if (at > 0) avi.write('txts', at);
  const packet = avi.indexOf('01wb', avi.indexOf('movi'));
  const gab2 = Buffer.concat([
    Buffer.from('GAB2\0\x02\0', 'latin1'),
    Buffer.alloc(4),
    Buffer.from([4, 0]),
    Buffer.from([playlist.length & 255, playlist.length >> 8, 0, 0]),
    Buffer.from(playlist),
  ]);
  t.ok(avi.readUInt32LE(packet + 4) > gab2.length);
  gab2.copy(avi, packet + 8);
  writeFileSync(path, avi);
  const media = await processed(t, { path, format: 'video/vnd.avi', kind: 'video' }).catch((error) => error);
  if (media instanceof Error) t.type(media, UnprocessableMediaError);
  t.equal(visits(), 0);
});

test('a QuickTime reference to another file is not followed', async (t) => {
  const dir = scratch(t);
  // The sound's bytes are another file's: the track says where.
  const sound = await make(dir, ...tone(), '-c:a', 'pcm_s16le', 'sound.mov');
  const elsewhere = join(dir, 'elsewhere.bin');
  writeFileSync(elsewhere, readFileSync(sound));
  const path = join(dir, 'reference.mov');
  writeFileSync(path, withReference(readFileSync(sound), elsewhere));
  const follow = ['-enable_drefs', '1', '-use_absolute_path', '1'];
  const all = ['-v', 'error', ...follow, '-f', 'mov', '-i', path, '-f', 's16le', '-'];
  const { stdout } = await execa('ffmpeg', all, { encoding: 'buffer' });
  t.ok(stdout.length > 90_000, 'it works on a program that may');
  await refused(t, { path, format: 'video/quicktime', kind: 'audio' }, 'BROKEN');
});

/** A movie whose only track has its data in the file at `target`, by an alias record, and none of its own. */
function withReference(movie: Buffer, target: string): Buffer {
  const path = Buffer.from(target.replaceAll('/', ':').slice(1));
  const padded = Buffer.concat([path, Buffer.alloc(path.length % 2)]);
  const lengths = Buffer.from([0, 2, path.length >> 8, path.length & 255]);
  const record = Buffer.concat([Buffer.alloc(150), lengths, padded, Buffer.from([0xff, 0xff, 0, 0])]);
  // Counted levels make the path's last parts relative; the absolute path is tried too.
  record.writeUInt16BE(1, 130);
  record.writeUInt16BE(1, 132);
  const entry = Buffer.concat([Buffer.alloc(4), Buffer.from('alis'), Buffer.alloc(4), record]);
  entry.writeUInt32BE(entry.length);
  const box = movie.indexOf('dref') - 4;
  const old = movie.readUInt32BE(box + 12 + 4);
  const added = entry.length - old;
  const out = Buffer.concat([movie.subarray(0, box + 16), entry, movie.subarray(box + 16 + old)]);
  for (const type of ['dref', 'dinf', 'minf', 'mdia', 'trak', 'moov']) {
    const at = type === 'dinf' ? out.lastIndexOf(type, box) : out.indexOf(type, type === 'dref' ? box : 0);
    out.writeUInt32BE(out.readUInt32BE(at - 4) + added, at - 4);
  }
  // What the file itself holds at the place of the samples is nothing.
  return out;
}

test('pictures whose size changes on the way stay within the limit', async (t) => {
  const dir = scratch(t);
  const encode = ['-c:v', 'mpeg2video', '-r', '25'];
  const small = await make(dir, ...pictures('160x120'), ...encode, 'small.ts');
  const large = await make(dir, ...pictures('640x480'), ...encode, 'large.ts');
  const path = join(dir, 'grows.ts');
  writeFileSync(path, Buffer.concat([readFileSync(small), readFileSync(large)]));
  const video = { path, format: 'video/mp2t', kind: 'video' } as const;
  const free = await processed(t, video);
  t.ok((free.durationMs ?? 0) > 1500, 'both parts are there');
  const media = await processed(t, video, { limits: { maxPixels: 30_000 } });
  t.match(media, { width: 160, height: 120 });
  t.ok((media.durationMs ?? 0) < 1500, `the part that is too large is not decoded: ${media.durationMs} ms`);
});

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type TemporaryDir, temporaryDir } from './temporary-dir.js';

/** A real file of a kind, and what it really is. */
export interface MediaSample {
  path: string;
  name: string;
  type: 'image' | 'video' | 'audio' | 'file';
  /** MIME type. */
  format: string;
}

/** Files for tests of media: each is made by ffmpeg when it is first asked for, and goes away with this process. */
export const mediaSamples = {
  photo: sample('photo.jpg', 'image', 'image/jpeg', (path) =>
    ffmpeg(path, '-f lavfi -i testsrc2=size=1600x1200:rate=1 -frames:v 1'),
  ),
  /** 12 megapixels, as a phone takes it. */
  largePhoto: sample('large-photo.jpg', 'image', 'image/jpeg', (path) =>
    ffmpeg(path, '-f lavfi -i testsrc2=size=4032x3024:rate=1 -vf noise=alls=12 -frames:v 1 -q:v 3'),
  ),
  /** 3 seconds. */
  voiceNote: sample('voice.ogg', 'audio', 'audio/ogg', (path) => ffmpeg(path, `${tone(3)} -c:a libopus`)),
  /** A minute. */
  longVoiceNote: sample('long-voice.ogg', 'audio', 'audio/ogg', (path) => ffmpeg(path, `${tone(60)} -c:a libopus`)),
  /** 2 seconds in 640×360. */
  clip: sample('clip.mp4', 'video', 'video/mp4', (path) =>
    ffmpeg(path, `${pictures('640x360', 2)} ${tone(2)} ${h264}`),
  ),
  /** 10 seconds in 1280×720. */
  largeClip: sample('large-clip.mp4', 'video', 'video/mp4', (path) =>
    ffmpeg(path, `${pictures('1280x720', 10)} ${tone(10)} ${h264}`),
  ),
  /** 24 seconds: its processing takes long enough to be disturbed. */
  longVideo: sample('long.mp4', 'video', 'video/mp4', async (path): Promise<unknown> => {
    const { path: short }: MediaSample = await mediaSamples.clip();
    return ffmpeg(path, `-stream_loop 11 -i ${short} -c copy`);
  }),
  document: sample('contract.pdf', 'file', 'application/pdf', (path) => writeFileSync(path, pdf())),
  /** Begins as a photo, and then there is not enough of it. */
  brokenPhoto: sample('broken.jpg', 'image', 'image/jpeg', async (path): Promise<void> => {
    const { path: whole }: MediaSample = await mediaSamples.photo();
    writeFileSync(path, readFileSync(whole).subarray(0, 700));
  }),
};

const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -shortest';
const tone = (seconds: number) => `-f lavfi -i sine=frequency=440:duration=${seconds}`;
const pictures = (size: string, seconds: number) => `-f lavfi -i testsrc2=size=${size}:rate=25:duration=${seconds}`;

let dir: TemporaryDir | undefined;
const made = new Map<string, Promise<MediaSample>>();

function sample(
  name: string,
  type: MediaSample['type'],
  format: string,
  make: (path: string) => unknown,
): () => Promise<MediaSample> {
  return () => {
    dir ??= temporaryDir('media-samples');
    const path = join(dir.path, name);
    const making = made.get(name) ?? Promise.resolve(make(path)).then(() => ({ path, name, type, format }));
    made.set(name, making);
    return making;
  };
}

function ffmpeg(path: string, args: string): Promise<unknown> {
  return promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args.split(' '), path]);
}

/** The least that every reader opens, and a comment that makes it as large as a page with a picture. */
function pdf(): string {
  return `%PDF-1.7
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
%${'Samvad '.repeat(40_000)}
trailer<</Root 1 0 R>>
%%EOF
`;
}

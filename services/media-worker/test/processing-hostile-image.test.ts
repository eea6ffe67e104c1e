import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { test } from 'tap';
import { imageLoaders } from '../src/processing/formats.js';
import { processed, refused, scratch } from './processing-fixture.js';

/** A PNG with any header. */
function png(width: number, height: number, { depth = 8, colour = 2, interlaced = 0, data = Buffer.alloc(64) } = {}) {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(content.length);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlaced], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A GIF whose frames are of one pixel each, on a canvas of any size. */
function gif(width: number, height: number, frames: number): Buffer {
  const screen = Buffer.from('47494638396100000000800000000000ffffff', 'hex');
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  const frame = Buffer.from('21f90400010000002c0000000001000100000202440100', 'hex');
  return Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), Buffer.from(';')]);
}

test('a picture that claims too many pixels is refused by its header', async (t) => {
  const path = join(scratch(t), 'bomb.png');
  writeFileSync(path, png(50_000, 50_000));
  // Decoding it would take gigabytes.
  const limits = { memoryBytes: 400 * 1024 ** 2, cpuMs: 2000 };
  await refused(t, { path, format: 'image/png', kind: 'image' }, 'TOO_MANY_PIXELS', { limits });
});

test('frames count as pixels', async (t) => {
  const dir = scratch(t);
  const few = join(dir, 'few.gif');
  writeFileSync(few, gif(500, 500, 4));
  t.match(await processed(t, { path: few, format: 'image/gif', kind: 'image' }), { width: 500, height: 500 });
  const many = join(dir, 'many.gif');
  writeFileSync(many, gif(500, 500, 2000));
  const limits = { memoryBytes: 400 * 1024 ** 2, cpuMs: 2000 };
  await refused(t, { path: many, format: 'image/gif', kind: 'image' }, 'TOO_MANY_PIXELS', { limits });
});

test('a picture that unpacks to more memory than allowed is refused', async (t) => {
  const path = join(scratch(t), 'unpacks.png');
  // Interlaced, so no part of it can be had without all of it: 16 bits of 4 colours, 128 MB.
  const data = Buffer.alloc(130 * 1024 ** 2);
  writeFileSync(path, png(4000, 4000, { depth: 16, colour: 6, interlaced: 1, data }));
  t.ok(readFileSync(path).length < 200_000);
  const image = { path, format: 'image/png', kind: 'image' } as const;
  await refused(t, image, 'TOO_EXPENSIVE', { limits: { memoryBytes: 320 * 1024 ** 2 } });
});

test('SVG reaches no parser, whatever it is called', async (t) => {
  const dir = scratch(t);
  const svg = join(dir, 'image');
  writeFileSync(svg, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>');
  t.equal((await sharp(svg).metadata()).format, 'svg', 'where it is not blocked, it is read');
  for (const format of Object.keys(imageLoaders)) {
    const error = await refused(t, { path: svg, format, kind: 'image' }, 'BROKEN');
    t.match((error.cause as Error).message, 'unsupported image format');
  }
  await refused(t, { path: svg, format: 'image/svg+xml', kind: 'image' }, 'UNSUPPORTED');
});

test('one format under the name of another reaches no parser', async (t) => {
  const path = join(scratch(t), 'really.tiff');
  await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .tiff()
    .toFile(path);
  await processed(t, { path, format: 'image/tiff', kind: 'image' });
  await refused(t, { path, format: 'image/png', kind: 'image' }, 'BROKEN');
});

test('what else was in the file is gone', async (t) => {
  const dir = scratch(t);
  const jpeg = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'green' } })
    .jpeg()
    .toBuffer();
  const html = Buffer.from('<html><script>alert(1)</script></html>');
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, html.length + 2]), html]);
  const polyglots = {
    'jpeg-html': [jpeg.subarray(0, 2), comment, jpeg.subarray(2), html],
    'jpeg-zip': [jpeg, Buffer.from('PK\x03\x04<script>')],
  };
  for (const [name, parts] of Object.entries(polyglots)) {
    const path = join(dir, name);
    writeFileSync(path, Buffer.concat(parts));
    t.ok(readFileSync(path).includes('<script>'));
    const media = await processed(t, { path, format: 'image/jpeg', kind: 'image' });
    t.match(media, { width: 60, height: 40 });
    for (const output of media.outputs) {
      t.notOk(readFileSync(output.path).includes('<script>'));
      t.notOk(readFileSync(output.path).includes('PK\x03\x04'));
    }
  }
});

test('HEIC is refused in words that help', async (t) => {
  const path = join(scratch(t), 'photo.heic');
  writeFileSync(path, 'any');
  for (const format of ['image/heic', 'image/heif', 'image/heic-sequence']) {
    const error = await refused(t, { path, format, kind: 'image' }, 'UNSUPPORTED');
    t.match(error.message, 'JPEG');
  }
});

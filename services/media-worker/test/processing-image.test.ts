import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'tap';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { noise, processed, refused, scratch } from './processing-fixture.js';

/** A picture with enough detail that fewer pixels are fewer bytes. */
function picture(width: number, height: number, channels: 3 | 4 = 3) {
  return sharp(noise(100 * 100 * channels), { raw: { width: 100, height: 100, channels } }).resize(width, height, {
    fit: 'fill',
  });
}

const formats = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/webp',
  'image/webp': 'image/webp',
  'image/gif': 'image/webp',
  'image/tiff': 'image/webp',
  'image/avif': 'image/webp',
} as const;

for (const [format, becomes] of Object.entries(formats)) {
  test(`${format} becomes ${becomes}, and smaller variants`, async (t) => {
    const path = join(scratch(t), 'photo');
    const short = format.slice(6) as 'jpeg';
    await picture(750, 500).toFormat(short, { effort: 1 }).toFile(path);
    const media = await processed(t, { path, format, kind: 'image' });
    t.match(media, { kind: 'image', format: becomes, width: 750, height: 500, durationMs: null, waveform: null });
    t.same(media.previews, [{ width: 750, height: 500, durationMs: null, previewHash: media.previewHash }]);
    t.same(
      media.outputs.map(({ variant, width, height }) => [variant, width, height]),
      [
        ['full', 750, 500],
        ['phone', 720, 480],
        ['thumbnail', 320, 213],
      ],
    );
    for (const output of media.outputs) {
      const bytes = readFileSync(output.path);
      t.equal(bytes.length, output.size);
      t.match(await sharp(bytes).metadata(), {
        format: output.format.slice(6),
        width: output.width,
        height: output.height,
      });
      t.ok(output.size <= media.of('full').size);
    }
    const hash = Buffer.from(media.previewHash ?? '', 'base64');
    t.ok(Math.abs(thumbHashToApproximateAspectRatio(hash) - 1.5) < 0.3);
    const { r, g, b } = thumbHashToAverageRGBA(hash);
    for (const value of [r, g, b]) t.ok(value > 0.4 && value < 0.6, 'noise is grey from afar');
  });
}

test('pixels stay upright, whatever EXIF says', async (t) => {
  const path = join(scratch(t), 'turned.jpg');
  const blue = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'blue' } })
    .png()
    .toBuffer();
  await sharp({ create: { width: 80, height: 40, channels: 3, background: 'red' } })
    .composite([{ input: blue, left: 40, top: 0 }])
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(path);
  const media = await processed(t, { path, format: 'image/jpeg', kind: 'image' });
  t.match(media, { width: 40, height: 80, previews: [{ width: 40, height: 80 }] });
  const { path: full } = media.of('full');
  t.match(await sharp(full).metadata(), { width: 40, height: 80, orientation: undefined });
  const { data } = await sharp(full).raw().toBuffer({ resolveWithObject: true });
  const pixel = (y: number) => [...data.subarray((y * 40 + 20) * 3, (y * 40 + 20) * 3 + 3)];
  const [top = [], bottom = []] = [pixel(10), pixel(70)];
  t.ok((top[0] ?? 0) > 200 && (top[2] ?? 0) < 50, 'what was left is up');
  t.ok((bottom[2] ?? 0) > 200 && (bottom[0] ?? 0) < 50);
});

for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
  test(`no place, name or text stays in a ${format}`, async (t) => {
    const path = join(scratch(t), 'tagged');
    const secret = 'SecretGarden';
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>${secret}</rdf:Description></rdf:RDF></x:xmpmeta>`;
    await picture(400, 300)
      .withExif({
        IFD0: { Copyright: secret, Software: secret },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '28/1 36/1 50/1', GPSAreaInformation: secret },
      })
      .withXmp(xmp)
      .toFormat(format)
      .toFile(path);
    t.match(await sharp(path).metadata(), { exif: Buffer }, 'the upload has what must go');
    t.ok(readFileSync(path).includes(secret));
    const media = await processed(t, { path, format: `image/${format}`, kind: 'image' });
    t.ok(media.outputs.length > 1);
    for (const output of media.outputs) {
      t.notOk(readFileSync(output.path).includes(secret), output.variant);
      const { exif, xmp, iptc, icc, comments } = await sharp(output.path).metadata();
      t.same([exif, xmp, iptc, icc, comments], [undefined, undefined, undefined, undefined, undefined]);
    }
  });
}

test('colours of a wide gamut become sRGB', async (t) => {
  const path = join(scratch(t), 'p3.png');
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#c86432' } })
    .withIccProfile('p3')
    .png()
    .toFile(path);
  const [stored] = await sharp(await sharp(path, { ignoreIcc: true }).raw().toBuffer(), {
    raw: { width: 8, height: 8, channels: 3 },
  })
    .raw()
    .toBuffer();
  const media = await processed(t, { path, format: 'image/png', kind: 'image' });
  const [red = 0] = await sharp(media.of('full').path).raw().toBuffer();
  t.ok(Math.abs(red - 0xc8) <= 2, `as seen: ${red}`);
  t.ok(Math.abs((stored ?? 0) - 0xc8) > 2, `not as stored: ${stored}`);
});

for (const format of ['gif', 'webp'] as const) {
  test(`an animated ${format} keeps moving`, async (t) => {
    const path = join(scratch(t), 'moving');
    const frames = await Promise.all(
      [0, 90, 180, 270].map((hue) => picture(800, 400).modulate({ hue }).png().toBuffer()),
    );
    await sharp(frames, { join: { animated: true } })
      .toFormat(format, { delay: [100, 100, 100, 300], loop: 3, effort: 1 })
      .toFile(path);
    const media = await processed(t, { path, format: `image/${format}`, kind: 'image' });
    t.match(media, { format: 'image/webp', width: 800, height: 400 });
    const full = await sharp(media.of('full').path).metadata();
    t.match(full, { format: 'webp', pages: 4, delay: [100, 100, 100, 300], loop: 3, width: 800, height: 400 });
    t.match(await sharp(media.of('phone').path).metadata(), { pages: 4, width: 720, height: 360 });
    t.match(media.of('phone'), { width: 720, height: 360 });
    const thumbnail = await sharp(media.of('thumbnail').path).metadata();
    t.equal(thumbnail.pages ?? 1, 1, 'the thumbnail is still');
    t.match(thumbnail, { width: 320, height: 160 });
  });
}

test('the largest side is 4096, and a line stays a line', async (t) => {
  const path = join(scratch(t), 'wide.png');
  await picture(6000, 1).png().toFile(path);
  const media = await processed(t, { path, format: 'image/png', kind: 'image' });
  t.match(media.of('full'), { width: 4096, height: 1 });
  t.match(media, { width: 4096, height: 1 });
});

test('nothing is enlarged, and no variant costs more than the full one', async (t) => {
  const dir = scratch(t);
  const tiny = join(dir, 'tiny.png');
  await picture(30, 20).png().toFile(tiny);
  const media = await processed(t, { path: tiny, format: 'image/png', kind: 'image' });
  t.same(
    media.outputs.map(({ variant, width, height }) => [variant, width, height]),
    [['full', 30, 20]],
  );
  const flat = join(dir, 'flat.png');
  const background = '#123456';
  await sharp({ create: { width: 700, height: 700, channels: 3, background } })
    .png()
    .toFile(flat);
  const { outputs } = await processed(t, { path: flat, format: 'image/png', kind: 'image' });
  for (const output of outputs.slice(1)) t.ok(output.size < (outputs[0]?.size ?? 0), output.variant);
});

test('a JPEG that had been compressed hard does not grow much', async (t) => {
  const path = join(scratch(t), 'hard.jpg');
  await picture(600, 600).jpeg({ quality: 30 }).toFile(path);
  const media = await processed(t, { path, format: 'image/jpeg', kind: 'image' });
  t.ok(media.of('full').size < 2 * readFileSync(path).length);
});

test('grey, CMYK, 16-bit, palette and transparent pictures', async (t) => {
  const dir = scratch(t);
  const variants = {
    'grey.jpg': picture(200, 150).greyscale().jpeg(),
    'cmyk.jpg': picture(200, 150).toColourspace('cmyk').jpeg(),
    'deep.png': picture(200, 150).toColourspace('rgb16').png(),
    'greyalpha.png': picture(200, 150, 4).toColourspace('b-w').png(),
    'palette.png': picture(200, 150).png({ palette: true }),
    'clear.tiff': picture(200, 150, 4).tiff({ compression: 'lzw' }),
  };
  for (const [name, image] of Object.entries(variants)) {
    const path = join(dir, name);
    await image.toFile(path);
    const format = { jpg: 'image/jpeg', png: 'image/png', tiff: 'image/tiff' }[name.split('.')[1] ?? ''] ?? '';
    const media = await processed(t, { path, format, kind: 'image' });
    const { space, depth, hasAlpha, width } = await sharp(media.of('full').path).metadata();
    t.match({ depth, width }, { depth: 'uchar', width: 200 }, name);
    t.ok(['srgb', 'b-w'].includes(space ?? ''), `${name}: ${space}`);
    t.equal(hasAlpha, /alpha|clear/.test(name), `${name}: transparency`);
    t.ok(media.previewHash, name);
  }
});

test('a picture that ends early is broken', async (t) => {
  const dir = scratch(t);
  for (const format of ['jpeg', 'png', 'webp'] as const) {
    const whole = await picture(400, 300).toFormat(format).toBuffer();
    for (const part of format === 'jpeg' ? [0.6, 0.02] : [0.6]) {
      const path = join(dir, `${format}-${part}`);
      writeFileSync(path, whole.subarray(0, whole.length * part));
      await refused(t, { path, format: `image/${format}`, kind: 'image' }, 'BROKEN');
    }
  }
  const empty = join(dir, 'empty');
  writeFileSync(empty, '');
  await refused(t, { path: empty, format: 'image/jpeg', kind: 'image' }, 'BROKEN');
});

test('a failing onPreview ends the work', async (t) => {
  const path = join(scratch(t), 'photo.jpg');
  await picture(3000, 2000).jpeg().toFile(path);
  const lost = new Error('the database is away');
  const onPreview = () => Promise.reject(lost);
  await t.rejects(processed(t, { path, format: 'image/jpeg', kind: 'image' }, { onPreview }), lost);
});

import { test } from 'tap';
import { cleanFileName } from '../src/media/file-name.js';
import { recognise, requireDeclared, requireFormat, safeFileFormat } from '../src/media/recognise.js';

const bytes = (text: string, length = 200) => Buffer.from(text.padEnd(length, '\0'), 'latin1');
const ftyp = (brand: string) => bytes(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}isom`);
const png = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89';

test('what a file is, by its first bytes', async (t) => {
  const known: [string, Buffer, string, string][] = [
    ['JPEG', bytes('\xff\xd8\xff\xe0'), 'image', 'image/jpeg'],
    ['PNG', bytes(`${png}\0\0\0\x01IDAT`), 'image', 'image/png'],
    ['PNG with a colour profile larger than what is looked at', bytes(`${png}\0\x10\0\0iCCP`), 'image', 'image/png'],
    ['WebP', bytes('RIFF\x10\0\0\0WEBPVP8 '), 'image', 'image/webp'],
    ['GIF', bytes('GIF89a'), 'image', 'image/gif'],
    ['TIFF with its directory at the end', bytes('II*\0\0\0\x10\0'), 'image', 'image/tiff'],
    ['TIFF the other way round', bytes('MM\0*\0\x10\0\0'), 'image', 'image/tiff'],
    ['AVIF', ftyp('avif'), 'image', 'image/avif'],
    ['MP4', ftyp('isom'), 'video', 'video/mp4'],
    ['MOV', ftyp('qt  '), 'video', 'video/quicktime'],
    ['3GP', ftyp('3gp5'), 'video', 'video/3gpp'],
    ['WebM', bytes('\x1aE\xdf\xa3\x84B\x82\x84webm', 64), 'video', 'video/webm'],
    ['AVI', bytes('RIFF\x10\0\0\0AVI LIST'), 'video', 'video/vnd.avi'],
    ['MP3', bytes('\xff\xfb\x90\x64'), 'audio', 'audio/mpeg'],
    ['MP3 with a cover larger than what is looked at', bytes('ID3\x03\0\0\0\x7f\0\0'), 'audio', 'audio/mpeg'],
    ['M4A', ftyp('M4A '), 'audio', 'audio/x-m4a'],
    ['AAC', bytes('\xff\xf1\x50\x80'), 'audio', 'audio/aac'],
    ['Ogg Opus', bytes(`OggS\0\x02${'\0'.repeat(20)}\x01\x13OpusHead`), 'audio', 'audio/ogg'],
    ['WAV', bytes('RIFF\x10\0\0\0WAVEfmt '), 'audio', 'audio/wav'],
    ['AMR', bytes('#!AMR\n'), 'audio', 'audio/amr'],
    ['FLAC', bytes('fLaC\0\0\0"'), 'audio', 'audio/flac'],
    ['PDF', bytes('%PDF-1.7'), 'file', 'application/pdf'],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'file', 'application/octet-stream'],
    ['XML', bytes('<?xml version="1.0"?><svg/>'), 'file', 'application/octet-stream'],
    ['HTML', bytes('<!doctype html>'), 'file', 'application/octet-stream'],
    ['a script', bytes('#!/bin/sh'), 'file', 'application/octet-stream'],
    ['a playlist', bytes('#EXTM3U'), 'file', 'application/octet-stream'],
    ['Windows text', Buffer.from('\ufeffName;Phone', 'utf16le'), 'file', 'application/octet-stream'],
    ['Photoshop', bytes('8BPS\0\x01'), 'file', 'application/octet-stream'],
    ['one byte', Buffer.from('x'), 'file', 'application/octet-stream'],
  ];
  for (const [what, head, type, format] of known) t.same(await recognise(head), { type, format }, what);
  await t.rejects(recognise(Buffer.alloc(0)), { code: 'UNPROCESSABLE_MEDIA' }, 'nothing');
  for (const brand of ['heic', 'heix', 'mif1', 'hevc']) {
    await t.rejects(recognise(ftyp(brand)), { code: 'UNSUPPORTED_MEDIA_TYPE', message: /JPEG/ }, brand);
  }
});

test('no bytes at all can break it', async (t) => {
  for (const [text] of [
    [png],
    ['GIF89a'],
    ['PK\x03\x04'],
    ['\x1aE\xdf\xa3'],
    ['RIFF'],
    ['ID3\x03'],
    ['II*\0'],
    ['\0\0\0\x18ftyp'],
  ]) {
    const whole = bytes(text ?? '', 64);
    for (let length = 1; length <= whole.length; length += 1) await recognise(whole.subarray(0, length));
  }
  t.pass('each of them is something');
});

test('what was declared', async (t) => {
  const file = { type: 'file', format: 'application/octet-stream' } as const;
  const image = { type: 'image', format: 'image/png' } as const;
  requireDeclared(file, 'file');
  requireDeclared(image, 'file');
  requireDeclared(image, 'video');
  for (const type of ['image', 'video', 'audio'] as const) {
    t.throws(() => requireDeclared(file, type), { code: 'UNSUPPORTED_MEDIA_TYPE' }, type);
  }
  for (const format of ['image/jpeg', 'IMAGE/JPG', 'audio/webm;codecs=opus', 'application/octet-stream', '']) {
    requireFormat('image', format);
  }
  for (const format of ['image/svg+xml', 'text/html', 'application/zip']) {
    t.throws(() => requireFormat('image', format), { code: 'UNSUPPORTED_MEDIA_TYPE' }, format);
  }
  t.throws(() => requireFormat('file', 'image/heic'), { message: /JPEG/ });
});

test('what a file is served as', async (t) => {
  for (const format of [
    'application/pdf',
    'application/zip',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ])
    t.equal(safeFileFormat(format), format);
  for (const format of [
    'text/html',
    'image/svg+xml',
    'application/xml',
    'text/javascript',
    'application/pdf; x',
    'x\r\ny: z',
  ])
    t.equal(safeFileFormat(format), 'application/octet-stream', format);
});

test('names', async (t) => {
  const names: [string, string][] = [
    ['photo.jpg', 'photo.jpg'],
    ['C:\\fakepath\\photo.jpg', 'photo.jpg'],
    ['../../x', 'x'],
    ['a\r\nSet-Cookie: x', 'aSet-Cookie: x'],
    ['a\0b', 'ab'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['a\u2066b\u2069\u200e', 'ab'],
    ['\ud800x', 'x'],
    ['  x  ', 'x'],
    ['क्\u200dष.txt', 'क्\u200dष.txt'],
    ['', 'file'],
    ['...', 'file'],
    ['/', 'file'],
  ];
  for (const [name, clean] of names) t.equal(cleanFileName(name), clean, JSON.stringify(name));
  t.equal(cleanFileName(`${'x'.repeat(300)}.jpeg`), `${'x'.repeat(250)}.jpeg`, 'the extension is kept');
  t.equal([...cleanFileName('👩'.repeat(300))].length, 255, 'no character is cut in two');
});

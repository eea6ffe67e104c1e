import { randomBytes } from 'node:crypto';

const tail = (head: Buffer, size: number) => Buffer.concat([head, randomBytes(Math.max(0, size - head.length))]);

/** Files that begin as their kind does: enough to be recognised, and nothing that could be shown. */
export const samples = {
  png: (size = 1_000) =>
    tail(Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'), size),
  jpeg: (size = 1_000) => tail(Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), size),
  gif: (size = 1_000) => tail(Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1'), size),
  mp4: (size = 1_000) => tail(Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1'), size),
  ogg: (size = 1_000) =>
    tail(Buffer.from('OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead', 'latin1'), size),
  heic: (size = 1_000) => tail(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), size),
  pdf: (size = 1_000) => tail(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), size),
  zip: (size = 1_000) => tail(Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'), size),
};

export const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
export const html = '<!doctype html><html><script>alert(1)</script></html>';

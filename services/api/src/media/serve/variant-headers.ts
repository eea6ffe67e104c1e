import { type MediaRow, type StoredVariant, safeFileFormat } from '@samvad/core';
import { contentDisposition, nameFor } from './content-disposition.js';

/** Whatever is in the bytes, a browser that is shown them by themselves runs nothing and loads nothing else. */
const shownPolicy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
const filePolicy = "default-src 'none'; sandbox";

/** An object never changes, so where it is stands for what it is. */
export const entityTag = (id: string, { name, size }: StoredVariant) => `"${id}.${name}.${size}"`;

/** Headers that every answer with an object carries. `maxAge` is in seconds. */
export function variantHeaders(row: MediaRow, variant: StoredVariant, maxAge: number): Record<string, string> {
  const shown = row.type !== 'file' && /^(image|video|audio)\/(?!svg)/.test(variant.format);
  const format = shown ? variant.format : safeFileFormat(variant.format);
  return {
    'content-type': format,
    'content-disposition': shown
      ? contentDisposition('inline', nameFor(row.name, format))
      : contentDisposition('attachment', row.name),
    'content-security-policy': shown ? shownPolicy : filePolicy,
    'cross-origin-resource-policy': 'cross-origin',
    'accept-ranges': 'bytes',
    etag: entityTag(row.id, variant),
    'last-modified': row.created_at.toUTCString(),
    'cache-control': `private, max-age=${maxAge}, immutable`,
  };
}

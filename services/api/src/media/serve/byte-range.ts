import type { ByteRange } from '@samvad/core';

/**
 * The one range that a `Range` header asks for. Undefined when the whole is to be sent: there is no header, or one that we
 * do not understand or serve (several ranges), which RFC 9110 lets us ignore. `null` when nothing of it is there.
 */
export function toByteRange(header: string | undefined, size: number): ByteRange | null | undefined {
  const [, first = '', last = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  // The last so many bytes.
  if (first === '')
    return last === '0' || /^0+$/.test(last) || size === 0
      ? null
      : { start: Math.max(0, size - Number(last)), end: size - 1 };
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  // Written the wrong way round, it is no range at all.
  if (last !== '' && Number(last) < start) return undefined;
  return start < size ? { start, end } : null;
}

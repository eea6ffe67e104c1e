import type { MediaType } from '@samvad/contract';

/** Pictures that can be shown in a message. Drawings (SVG) and the rest are sent as files. */
const pictures = /^image\/(jpe?g|pjpeg|png|apng|webp|gif|avif|tiff)$/;

/** What a file is sent as, by what the browser says it is; the server looks at its bytes. */
export function mediaTypeOf(format: string): MediaType {
  const bare = bareFormat(format);
  if (pictures.test(bare)) return 'image';
  if (bare.startsWith('video/')) return 'video';
  if (bare.startsWith('audio/')) return 'audio';
  return 'file';
}

/** Pictures that are made smaller before they are uploaded, so that their size says nothing. */
export const isShrunk = (format: string): boolean => /^image\/(jpeg|png|webp)$/.test(bareFormat(format));

/** Apple's photos. Outside of Apple's browsers a file of them often has no format, just the name. */
export const isHeic = ({ type, name }: File): boolean =>
  /^image\/hei[cf]/.test(type) || (type === '' && /\.hei[cf]$/i.test(name));

const bareFormat = (format: string) => (format.split(';', 1)[0] ?? '').trim().toLowerCase();

import { AppError, type MediaType } from '@samvad/contract';
import { fileTypeFromBuffer } from 'file-type';

/** How many bytes of a file's beginning are looked at. */
export const recognisableBytes = 16_384;

export interface Recognised {
  type: MediaType;
  /** MIME type. */
  format: string;
}

/** What we work on. Whatever else there is can be sent as a `file`. */
const formats: Record<Exclude<MediaType, 'file'>, readonly string[]> = {
  image: ['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/gif', 'image/tiff', 'image/avif'],
  video: [
    ...['video/mp4', 'video/x-m4v', 'video/quicktime', 'video/webm', 'video/matroska'],
    ...['video/3gpp', 'video/3gpp2', 'video/vnd.avi'],
  ],
  audio: [
    ...['audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/aac', 'audio/ogg', 'audio/wav', 'audio/amr', 'audio/flac'],
    'audio/webm',
  ],
};
const typeOf = new Map(
  Object.entries(formats).flatMap(([type, all]) => all.map((format) => [format, type as MediaType])),
);

/** Other names of the same, as phones and browsers call them. */
const aliases: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'video/x-matroska': 'video/matroska',
  'video/x-msvideo': 'video/vnd.avi',
  'video/avi': 'video/vnd.avi',
  'audio/mp3': 'audio/mpeg',
  'audio/m4a': 'audio/x-m4a',
  'audio/x-aac': 'audio/aac',
  'audio/aacp': 'audio/aac',
  'audio/opus': 'audio/ogg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/3gpp': 'video/3gpp',
  'audio/amr-wb': 'audio/amr',
  'audio/x-flac': 'audio/flac',
};

const plain = (format: string) => {
  const bare = (format.split(';', 1)[0] ?? '').trim().toLowerCase();
  return aliases[bare] ?? bare;
};
/** Apple's pictures, which almost nothing but Apple's devices can show. */
const isHeic = (format: string) => /^image\/hei[cf]/.test(format);

/** What a browser would never run and has a use for; all other files are just bytes. */
const safeFileFormats =
  /^application\/(pdf|zip|gzip|x-7z-compressed|vnd\.(openxmlformats-officedocument|oasis\.opendocument)\.[\w.-]+)$/;
const anyBytes = 'application/octet-stream';

/** The MIME type that a `file` is served with: of one that we do not know as harmless, `application/octet-stream`. */
export const safeFileFormat = (format: string): string => (safeFileFormats.test(format) ? format : anyBytes);

/**
 * Says what a file is by its first bytes: `recognisableBytes` of them, or all there are. The name and what is declared say
 * nothing. Throws `UNPROCESSABLE_MEDIA` when it is empty, `UNSUPPORTED_MEDIA_TYPE` when it is a HEIC picture.
 */
export async function recognise(head: Uint8Array): Promise<Recognised> {
  if (head.length === 0) throw new AppError('UNPROCESSABLE_MEDIA', { message: 'The file is empty' });
  const format = await formatOf(head);
  if (isHeic(format)) throw heicRefusal();
  const type = typeOf.get(format);
  return type ? { type, format } : { type: 'file', format: safeFileFormat(format) };
}

async function formatOf(head: Uint8Array): Promise<string> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  // These begin with two bytes that many texts begin with as well.
  if (found && found.ext !== 'mp1' && found.ext !== 'mp2') return plain(found.mime);
  // What is looked for may come after a large colour profile, or at the end of the file.
  const hex = Buffer.from(head.subarray(0, 8)).toString('hex');
  return Object.entries(signatures).find(([signature]) => hex.startsWith(signature))?.[1] ?? anyBytes;
}

const signatures = { '89504e470d0a1a0a': 'image/png', '49492a00': 'image/tiff', '4d4d002a': 'image/tiff' };

/**
 * Throws `UNSUPPORTED_MEDIA_TYPE` when what was declared a picture, video or audio is none of these. What is one is taken
 * for what it is, whatever was declared: so its place and time of recording are removed also from what is sent as a file.
 */
export function requireDeclared(seen: Recognised, declared: MediaType): void {
  if (seen.type !== 'file' || declared === 'file') return;
  throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
    message: `The bytes are not of ${named[declared]} that can be shown here; it can be sent as type file`,
  });
}

const named: Record<MediaType, string> = { image: 'a picture', video: 'a video', audio: 'a recording', file: 'a file' };

/**
 * Whether a file that claims to be of this format could be of that type; claims that say nothing could. Throws
 * `UNSUPPORTED_MEDIA_TYPE`.
 */
export function requireFormat(type: MediaType, format: string): void {
  const claimed = plain(format);
  if (isHeic(claimed)) throw heicRefusal();
  if (type === 'file' || claimed === '' || claimed === anyBytes || typeOf.has(claimed)) return;
  throw new AppError('UNSUPPORTED_MEDIA_TYPE', { message: `${format} cannot be sent as ${type}` });
}

const heicRefusal = () =>
  new AppError('UNSUPPORTED_MEDIA_TYPE', { message: 'HEIC pictures cannot be shown everywhere: send it as JPEG' });

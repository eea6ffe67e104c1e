/**
 * `Content-Disposition` by RFC 6266: the name in plain ASCII for everyone, and whole in UTF-8 (RFC 8187) for all who
 * understand that.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  // A percent sign is left out as well: some browsers take what follows for an escape.
  const ascii = name.replace(/[^\x20-\x7e]|%/g, '_').replace(/["\\]/g, '\\$&');
  const utf8 = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}

const extensions: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/webm': 'webm',
};

/** The name that a picture, video or recording is saved under: it ends as its bytes do, whatever the upload was called. */
export function nameFor(name: string, format: string): string {
  const extension = extensions[format.split(';', 1)[0] ?? ''];
  return extension ? `${name.replace(/\.[^.]{1,20}$/, '')}.${extension}` : name;
}

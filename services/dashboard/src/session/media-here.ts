import type { Media } from '@samvad/client';

const known = new WeakMap<Media, Media>();

/**
 * A media with its urls on the origin of this page. The server signs them for its public address, which need not be how
 * this page was reached (`127.0.0.1` for `localhost`); and a page may show nothing but what its own origin serves.
 */
export function mediaHere(media: Media): Media {
  let here = known.get(media);
  if (!here) {
    here = { ...media, url: pathOf(media.url), thumbnailUrl: pathOf(media.thumbnailUrl) };
    // The same in, the same out: what shows it would load it again.
    known.set(media, here);
  }
  return here;
}

function pathOf(url: string | null): string | null {
  if (url === null) return null;
  const { pathname, search } = new URL(url, window.location.href);
  return pathname + search;
}

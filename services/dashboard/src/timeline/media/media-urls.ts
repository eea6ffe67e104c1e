import type { Media } from '@samvad/contract';
import { mediaHere } from '../../session/media-here';

/**
 * Media whose urls had run out, with fresh ones: each is asked for once, whoever shows it. Lives as long as the
 * conversation is shown.
 */
export class MediaUrls {
  readonly #fetch: (id: string) => Promise<Media>;
  readonly #fresh = new Map<string, Media>();
  readonly #asking = new Map<string, Promise<Media>>();

  constructor(fetch: (id: string) => Promise<Media>) {
    this.#fetch = fetch;
  }

  /** The better known of both. */
  best(media: Media): Media {
    return mediaHere(this.#fresh.get(media._id) ?? media);
  }

  refresh(id: string): Promise<Media> {
    const asking = this.#asking.get(id) ?? this.#ask(id);
    this.#asking.set(id, asking);
    return asking;
  }

  async #ask(id: string): Promise<Media> {
    try {
      const media = mediaHere(await this.#fetch(id));
      this.#fresh.set(id, media);
      return media;
    } finally {
      this.#asking.delete(id);
    }
  }
}

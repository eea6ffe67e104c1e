import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { MediaVariant } from '@samvad/contract';
import type { Config } from '../config.js';

/** Only the owner of an upload that no message carries. */
export const ownerAudience = (ownerId: string) => `owner:${ownerId}`;
/** The two sides of a conversation as it is assigned now: with another agent, the urls of the former one are void. */
export const conversationAudience = (conversationId: string, assignedSupportId: string | null) =>
  `conversation:${conversationId}:${assignedSupportId ?? ''}`;

/**
 * Urls that work without a token, for `<img src>`.
 *
 * A url is for an audience: it is checked against those who may see the media when it is used, so access ends when
 * theirs does, at the latest when the url expires. Within `MEDIA_URL_SECONDS` the same url is given out again and again,
 * so that caches hit; it is valid for one to two times that long.
 */
export class MediaUrls {
  readonly #base: string;
  readonly #key: Buffer;
  readonly #seconds: number;

  constructor({ PUBLIC_URL, JWT_SECRET, MEDIA_URL_SECONDS }: Config) {
    this.#base = PUBLIC_URL.replace(/\/+$/, '');
    this.#key = Buffer.from(hkdfSync('sha256', JWT_SECRET, '', 'samvad media urls', 32));
    this.#seconds = MEDIA_URL_SECONDS;
  }

  sign(id: string, variant: MediaVariant, audience: string, now = Date.now()): string {
    const expires = (Math.floor(now / 1000 / this.#seconds) + 2) * this.#seconds;
    const signature = this.#mac(id, variant, expires, audience).toString('base64url');
    return `${this.#base}/api/v1/chat/media/${id}/${variant}?expires=${expires}&signature=${signature}`;
  }

  /** Whether the signature was given for any of the audiences, and has not expired. `expires` is in epoch seconds. */
  verify(
    id: string,
    variant: MediaVariant,
    { expires, signature }: { expires: number; signature: string },
    audiences: readonly string[],
    now = Date.now(),
  ): boolean {
    if (!(expires * 1000 > now)) return false;
    const given = Buffer.from(signature, 'base64url');
    return audiences.some((audience) => {
      const mac = this.#mac(id, variant, expires, audience);
      return given.length === mac.length && timingSafeEqual(given, mac);
    });
  }

  #mac(id: string, variant: MediaVariant, expires: number, audience: string): Buffer {
    return createHmac('sha256', this.#key)
      .update(`${id}\n${variant}\n${expires}\n${audience}`)
      .digest()
      .subarray(0, 18);
  }
}

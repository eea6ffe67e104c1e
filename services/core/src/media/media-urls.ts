import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { MediaVariant } from '@samvad/contract';
import type { Config } from '../config.js';
import { SigningKeys } from '../people/signing-keys.js';

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
  /** All that are accepted; the first one signs. */
  readonly #keys: readonly [Buffer, ...Buffer[]];
  readonly #seconds: number;

  constructor(config: Config) {
    this.#base = config.PUBLIC_URL.replace(/\/+$/, '');
    const keys = new SigningKeys(config);
    const derive = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'samvad media urls', 32));
    this.#keys = [derive(keys.current), ...keys.accepted.slice(1).map(derive)];
    this.#seconds = config.MEDIA_URL_SECONDS;
  }

  sign(id: string, variant: MediaVariant, audience: string, now = Date.now()): string {
    const expires = (Math.floor(now / 1000 / this.#seconds) + 2) * this.#seconds;
    const signature = mac(this.#keys[0], { id, variant, expires, audience }).toString('base64url');
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
    return audiences.some((audience) =>
      this.#keys.some((key) => {
        const expected = mac(key, { id, variant, expires, audience });
        return given.length === expected.length && timingSafeEqual(given, expected);
      }),
    );
  }
}

interface Signed {
  id: string;
  variant: MediaVariant;
  expires: number;
  audience: string;
}

function mac(key: Buffer, { id, variant, expires, audience }: Signed): Buffer {
  return createHmac('sha256', key).update(`${id}\n${variant}\n${expires}\n${audience}`).digest().subarray(0, 18);
}

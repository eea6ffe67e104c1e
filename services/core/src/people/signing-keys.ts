import { createHash } from 'node:crypto';
import type { Config } from '../config.js';

/**
 * The secrets that tokens and urls are signed with: one that signs, and others that are accepted as well. So a secret can be
 * replaced while everybody stays signed in: accept the new one everywhere, sign with it everywhere, stop accepting the old.
 */
export class SigningKeys {
  /** Signs. */
  readonly current: string;
  /** All that are accepted, the current one first. */
  readonly accepted: readonly string[];
  readonly #byId: ReadonlyMap<string, string>;

  constructor({ JWT_SECRET, JWT_SECRET_ACCEPTED }: Pick<Config, 'JWT_SECRET' | 'JWT_SECRET_ACCEPTED'>) {
    this.current = JWT_SECRET;
    this.accepted = [...new Set([JWT_SECRET, ...JWT_SECRET_ACCEPTED.split(',').filter((secret) => secret !== '')])];
    this.#byId = new Map(this.accepted.map((secret) => [keyId(secret), secret]));
  }

  /** The secret of a token that names one in its header; that of a token that names none, or an unknown one, is the current. */
  secretOf(id: string | undefined): string {
    return (id === undefined ? undefined : this.#byId.get(id)) ?? this.current;
  }
}

/** Names a secret without telling it (`kid` of RFC 7515). */
export function keyId(secret: string): string {
  return createHash('sha256').update(`samvad key id ${secret}`).digest('base64url').slice(0, 8);
}

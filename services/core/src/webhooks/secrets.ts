import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Config } from '../config.js';

const prefix = 'whsec_';
const sealedPrefix = 'sealed:';

/** A secret as the Standard Webhooks specification writes it. */
export const newSecret = (): string => prefix + randomBytes(32).toString('base64');

/** The signature of a request with one secret, as in the header `Webhook-Signature`. `timestamp` in epoch seconds. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/**
 * How secrets stand in Postgres. They are needed to sign with, so no hash will do. With `WEBHOOK_SECRET_KEY` they are
 * encrypted (AES-256-GCM), so that a copy of the database is not enough to sign in our name; without one they are in clear,
 * beside the messages that they vouch for. Those of before the key was set can still be read.
 */
export class SecretBox {
  readonly #key: Buffer | undefined;

  constructor({ WEBHOOK_SECRET_KEY: key }: Config) {
    if (key !== '') this.#key = Buffer.from(hkdfSync('sha256', key, '', 'samvad webhook secrets', 32));
  }

  seal(secret: string): string {
    if (!this.#key) return secret;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return sealedPrefix + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Throws when it was sealed with another key, or this node has none. */
  open(stored: string): string {
    if (!stored.startsWith(sealedPrefix)) return stored;
    if (!this.#key) throw new Error('WEBHOOK_SECRET_KEY is needed to sign for this webhook');
    const bytes = Buffer.from(stored.slice(sealedPrefix.length), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  }
}

import { createECDH } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../atomic-file.js';

/**
 * The keys for web push, made up once and kept in a file which only its owner can read: browsers that have subscribed know
 * the public one, and take nothing from another.
 */
export function keptVapidKeys(file: string): Record<'VAPID_PUBLIC_KEY' | 'VAPID_PRIVATE_KEY', string> {
  try {
    const [publicKey, privateKey] = readFileSync(file, 'utf8').split('\n');
    if (publicKey && privateKey) return { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey };
  } catch {
    // the first start
  }
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys('base64url');
  // A number: one in 256 is a byte shorter.
  const privateKey = Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
  writeFileAtomic(file, `${publicKey}\n${privateKey}\n`, 0o600);
  return { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey };
}

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../atomic-file.js';

/** A secret of 256 bits that is made up once and kept in a file which only its owner can read. */
export function keptSecret(file: string): string {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret) return secret;
  } catch {
    // the first start
  }
  const secret = randomBytes(32).toString('base64url');
  writeFileAtomic(file, `${secret}\n`, 0o600);
  return secret;
}

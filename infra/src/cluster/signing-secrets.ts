import { readFileSync } from 'node:fs';
import type { DataFolder } from './data-folder.js';
import { keptSecret } from './secret.js';

/** What services sign with and what they accept beside: given from outside, or kept in the folder (`npm run admin -- rotate-keys`). */
export function signingSecrets(folder: DataFolder): NodeJS.ProcessEnv {
  if (process.env.JWT_SECRET || process.env.JWT_SECRET_FILE) return {};
  return {
    JWT_SECRET: keptSecret(folder.path('jwt-secret')),
    JWT_SECRET_ACCEPTED: accepted(folder.path('jwt-secret-accepted')),
  };
}

function accepted(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // No replacement is under way.
    return '';
  }
}

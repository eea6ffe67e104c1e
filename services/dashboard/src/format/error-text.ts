import { ChatError } from '@samvad/client';
import i18next from 'i18next';

const known = ['NETWORK', 'TIMEOUT', 'RATE_LIMITED', 'OVERLOADED', 'FORBIDDEN', 'NOT_FOUND'] as const;

/** What went wrong, in words for whoever is waiting. The server's own words are English, and for developers. */
export function errorText(error: unknown): string {
  const code = known.find((one) => error instanceof ChatError && error.code === one) ?? 'other';
  return i18next.t(`error_${code}`);
}

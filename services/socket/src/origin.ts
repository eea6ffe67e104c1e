import type { IncomingMessage } from 'node:http';

/**
 * Apps send no Origin and may always connect. A browser does, and may when the page comes from the host it connects to,
 * or from one of the allowed origins: another site must not open a socket with what it finds in a visitor's browser.
 */
export function originAllowed({ headers }: IncomingMessage, allowed: string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes(origin)) return true;
  const forwarded = headers['x-forwarded-host'];
  try {
    const { host: from } = new URL(origin);
    return from === host || from === forwarded;
  } catch {
    return false;
  }
}

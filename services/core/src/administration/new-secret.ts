import { randomBytes } from 'node:crypto';

/** 256 bits, and the three steps by which they replace the present secret. */
export function newSecret(): string {
  return `${randomBytes(32).toString('base64url')}

Replace JWT_SECRET by it in three rollouts, each of which ends before the next one begins:
  1. JWT_SECRET_ACCEPTED = this one                               every node accepts it
  2. JWT_SECRET = this one, JWT_SECRET_ACCEPTED = the former      every node signs with it
  3. JWT_SECRET_ACCEPTED = (empty)                                after REFRESH_TOKEN_SECONDS: the former is worth nothing
Whoever has not been here between 2 and 3 must sign in again. Is the former one known to others? Then do 3 at once.`;
}

import { ChatError } from '@samvad/client';

/** What is said below the button. `seconds`: how long to wait, where the server has said so. */
export type SignInProblem = { kind: 'wrong' | 'network' | 'busy' | 'other' } | { kind: 'limited'; until: number };

/** Milliseconds from now, where it is to be waited and nobody has said how long. */
const someWait = 30_000;

export function problemOf(error: unknown): SignInProblem {
  if (!(error instanceof ChatError)) return { kind: 'other' };
  switch (error.code) {
    // What cannot be a phone number is wrong as well.
    case 'UNAUTHORIZED':
    case 'VALIDATION':
      return { kind: 'wrong' };
    case 'RATE_LIMITED':
      return { kind: 'limited', until: Date.now() + (error.retryAfter ? error.retryAfter * 1_000 : someWait) };
    case 'NETWORK':
    case 'TIMEOUT':
      return { kind: 'network' };
    case 'OVERLOADED':
    case 'UNAVAILABLE':
      return { kind: 'busy' };
    default:
      return { kind: 'other' };
  }
}

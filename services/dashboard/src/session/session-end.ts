import { useSyncExternalStore } from 'react';

/** Why nobody is signed in: `byItself` when the server has ended it, and nobody has asked for that. */
type End = 'none' | 'wanted' | 'byItself';

const listeners = new Set<() => void>();
let end: End = 'none';

function set(next: End): void {
  end = next;
  for (const tell of [...listeners]) tell();
}

export const sessionEnd = {
  /** Somebody is about to sign out: what follows is no surprise. */
  wanted: () => set('wanted'),
  signedIn: () => set('none'),
  signedOut: () => {
    if (end !== 'wanted') set('byItself');
  },
};

/** Whether the sign-in has ended without being asked to: to be said where people sign in again. */
export function useEndedByItself(): boolean {
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return useSyncExternalStore(
    subscribe,
    () => end === 'byItself',
    () => false,
  );
}

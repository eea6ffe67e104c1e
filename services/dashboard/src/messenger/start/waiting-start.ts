import { useSyncExternalStore } from 'react';

/** A conversation that is to be begun as soon as there is a network. */
export interface WaitingStart {
  readonly personId: string;
  /** Which of those that are offered. */
  readonly subject: string | undefined;
  readonly text: string;
  /** Asked for by the person; else it is only what has been written so far. */
  readonly isSent: boolean;
}

const key = 'samvad.start';
const listeners = new Set<() => void>();
let current: WaitingStart | null | undefined;

/** What this person has begun to write, or has sent without a network: kept over a reload. */
export function useWaitingStart(personId: string): WaitingStart | null {
  const get = () => {
    current ??= stored();
    return current?.personId === personId ? current : null;
  };
  return useSyncExternalStore(subscribe, get, () => null);
}

export function setWaitingStart(start: WaitingStart | null): void {
  current = start;
  try {
    if (start && (start.text !== '' || start.subject !== undefined)) localStorage.setItem(key, JSON.stringify(start));
    else localStorage.removeItem(key);
  } catch {
    // Without storage it lasts as long as the page.
  }
  for (const tell of [...listeners]) tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(): WaitingStart | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as WaitingStart | null;
  } catch {
    return null;
  }
}

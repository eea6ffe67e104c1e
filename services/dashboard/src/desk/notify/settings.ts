import { useSyncExternalStore } from 'react';

/** How this browser's desk is to be: what it does when a message comes, which keys it listens to, what it shows. */
export interface Settings {
  readonly sound: boolean;
  /** Wanted here; the browser has to allow it as well. */
  readonly notifications: boolean;
  /** Single letters as shortcuts: in the way of those who dictate. */
  readonly singleKeys: boolean;
  /** The customer's side panel, where there is room for it beside the chat. */
  readonly panel: boolean;
}

const key = 'samvad.preferences';
const byDefault: Settings = { sound: true, notifications: true, singleKeys: true, panel: true };
const listeners = new Set<() => void>();
let current: Settings | undefined;

export function settings(): Settings {
  current ??= read();
  return current;
}

export function changeSettings(change: Partial<Settings>): void {
  current = { ...settings(), ...change };
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // Without storage they hold until the page is left.
  }
  tell();
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, settings, () => byDefault);
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', changedElsewhere);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', changedElsewhere);
  };
}

/** Tabs follow each other. */
function changedElsewhere(event: StorageEvent): void {
  if (event.key !== key) return;
  current = undefined;
  tell();
}

function read(): Settings {
  try {
    return { ...byDefault, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Settings>) };
  } catch {
    return byDefault;
  }
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}

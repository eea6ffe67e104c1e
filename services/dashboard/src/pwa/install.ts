import { useSyncExternalStore } from 'react';
import { isInstalled, isIos } from './platform';

/** Not in the type library: only Chromium's browsers have it. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

/** `byHand`: by the browser's own menu, which has to be explained. */
export type Installing = 'possible' | 'byHand' | 'impossible';

let prompt: InstallPromptEvent | undefined;
const listeners = new Set<() => void>();

function set(next: InstallPromptEvent | undefined): void {
  prompt = next;
  for (const tell of [...listeners]) tell();
}

/** The browser says once, soon after loading, that it would install the app. To be called before that. */
export function watchInstalling(): void {
  // Where the pages are made.
  if (typeof window === 'undefined') return;
  addEventListener('beforeinstallprompt', (event) => {
    // Not by a banner of its own: it is in our menu.
    event.preventDefault();
    set(event as InstallPromptEvent);
  });
  addEventListener('appinstalled', () => set(undefined));
}

export function useInstalling(): Installing {
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const get = () => (prompt ? 'possible' : isIos() && !isInstalled() ? 'byHand' : 'impossible');
  return useSyncExternalStore(subscribe, get, () => 'impossible');
}

/** Has the browser ask. It can be asked once for each of its offers. */
export async function install(): Promise<void> {
  const asked = prompt;
  set(undefined);
  await asked?.prompt();
}

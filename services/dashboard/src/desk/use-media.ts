import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds; for what style sheets cannot do. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** Below this the customer panel lies over the chat; as in the style sheets. */
export const panelCovers = '(max-width: 1179px)';

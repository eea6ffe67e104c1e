import { useEffect, useRef } from 'react';
import { useClient } from '../session/session-provider';
import type { ToPage } from './worker-messages';

interface Page {
  shownId: string | undefined;
  open(conversationId: string): void;
}

/** Answers the service worker: what can be seen here, and what is to be opened. */
export function useWorkerMessages(page: Page): void {
  const client = useClient();
  const current = useRef(page);
  useEffect(() => {
    current.current = page;
  });
  useEffect(() => {
    const hear = ({ data, ports }: MessageEvent<ToPage>) => {
      const { shownId, open } = current.current;
      if (data.type === 'whatIsShown')
        ports[0]?.postMessage(document.visibilityState === 'visible' ? (shownId ?? null) : null);
      if (data.type === 'open') open(data.conversationId);
      if (data.type === 'resubscribed') void import('./push').then(({ refreshPush }) => refreshPush(client));
    };
    navigator.serviceWorker?.addEventListener('message', hear);
    return () => navigator.serviceWorker?.removeEventListener('message', hear);
  }, [client]);
}

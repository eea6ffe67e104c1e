import { useRouter } from 'next/router';
import { useCallback, useRef } from 'react';

export const hrefOf = (conversationId: string) => `/c?id=${encodeURIComponent(conversationId)}`;

/** Which conversation the address names, and the ways to another one. */
export function useAddress() {
  const router = useRouter();
  const cameFromList = useRef(false);
  const id = router.pathname === '/c' && typeof router.query.id === 'string' ? router.query.id : undefined;

  const open = useCallback(
    (conversationId: string) => {
      if (router.pathname === '/c' && router.query.id === conversationId) return;
      // One step in the history for being in a conversation, however many were looked at: "back" is the list.
      const isAtList = router.pathname !== '/c';
      if (isAtList) cameFromList.current = true;
      void router[isAtList ? 'push' : 'replace']({ pathname: '/c', query: { id: conversationId } });
    },
    [router],
  );

  const close = useCallback(() => {
    if (router.pathname !== '/c') return;
    if (cameFromList.current) router.back();
    else void router.replace('/');
    cameFromList.current = false;
  }, [router]);

  return { id, open, close };
}

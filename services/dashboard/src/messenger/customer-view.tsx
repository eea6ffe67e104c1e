import dynamic from 'next/dynamic';
import { useRouter } from 'next/router';
import { useEffect, useRef, useState } from 'react';
import { ConnectionBanner } from '../connection/connection-banner';
import { useChat } from '../session/session-provider';
import { Chat } from './chat';
import { currentConversation } from './current-conversation';
import { Header } from './header';
import { Loading } from './loading';
import styles from './messenger.module.css';

const Alerts = dynamic(() => import('./alerts').then((module) => module.Alerts), { ssr: false });
const Start = dynamic(() => import('./start/start').then((module) => module.Start), {
  ssr: false,
  loading: () => <Loading />,
});
const Earlier = dynamic(() => import('./earlier').then((module) => module.Earlier), {
  ssr: false,
  loading: () => <Loading />,
});

/** What a signed-in customer sees: the address says which conversation, or which view, if not the current one. */
export function CustomerView({ onShow }: { onShow(conversationId: string | undefined): void }) {
  const router = useRouter();
  const { query, isReady } = router;
  const current = useChat((state) => currentConversation(state.conversations));
  const isKnown = useChat((state) => state.ready || state.conversations.length > 0);
  const isOffline = useChat((state) => state.connection.status === 'offline');
  const isLate = useIsLate();
  // One that ends while it is shown stays: its last words are the answer.
  const [heldId, setHeldId] = useState<string>();
  // A new one can be begun only where none is going on.
  const view = typeof query.view === 'string' && !(query.view === 'new' && current) ? query.view : undefined;
  const askedId = typeof query.id === 'string' ? query.id : undefined;
  const id = view ? undefined : (askedId ?? current?._id ?? heldId);
  const currentId = current?._id;
  useEffect(() => {
    if (currentId) setHeldId(currentId);
  }, [currentId]);
  useEffect(() => onShow(id), [id, onShow]);
  const started = (startedId: string) => {
    setHeldId(startedId);
    if (query.view) void router.replace('/chat', undefined, { shallow: true });
  };
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnChange(`${view ?? ''} ${id ?? ''}`, heading);

  if (!isReady) return null;
  const isAside = view !== undefined || (askedId !== undefined && askedId !== currentId);
  return (
    <>
      <Header id={id} view={view} isAside={isAside} heading={heading} />
      <ConnectionBanner />
      <main className={styles.view}>
        {view === 'earlier' ? (
          <Earlier />
        ) : id ? (
          <Chat key={id} id={id} />
        ) : isKnown || view === 'new' || (isOffline && isLate) ? (
          <Start onStarted={started} />
        ) : (
          <Loading />
        )}
      </main>
      <Alerts shownId={id} />
    </>
  );
}

/**
 * What is kept of before is here in a moment. If there is nothing, and no network, a message can be written all the same:
 * the server adds it to the conversation that is going on, should there be one.
 */
function useIsLate(): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), 1_000);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
}

/** Another view begins at its heading, for those who do not see that it is another. */
function useFocusOnChange(view: string, heading: React.RefObject<HTMLHeadingElement | null>): void {
  const before = useRef(view);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    if (!document.activeElement || document.activeElement === document.body) heading.current?.focus();
  }, [view, heading]);
}

import { type ChatClient, type ChatState, createChatClient, StorageSessionStore } from '@samvad/client';
import { IndexedDbOutbox } from '@samvad/client/indexed-db';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';

const Session = createContext<ChatClient | undefined>(undefined);

/** One client per tab, for all pages. Shows its children once it is known whether somebody is signed in. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() =>
    createChatClient({
      url: window.location.origin,
      sessionStore: new StorageSessionStore(window.localStorage),
      outbox: new IndexedDbOutbox(),
    }),
  );
  const [restored, setRestored] = useState(false);
  useEffect(() => {
    client.auth.restore().finally(() => setRestored(true));
  }, [client]);
  return restored ? <Session value={client}>{children}</Session> : null;
}

/** The client of this tab. */
export function useClient(): ChatClient {
  const client = useContext(Session);
  if (!client) throw new Error('useClient outside of SessionProvider');
  return client;
}

/**
 * A part of the client's state; renders again when that part has become another object. The function must give back what
 * is in the state, not something that it makes anew.
 */
export function useChat<T>(select: (state: ChatState) => T): T {
  const { store } = useClient();
  const get = () => select(store.getSnapshot());
  return useSyncExternalStore(store.subscribe, get, get);
}

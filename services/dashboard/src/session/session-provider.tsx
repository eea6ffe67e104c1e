import { type ChatClient, type ChatState, createChatClient, StorageSessionStore } from '@samvad/client';
import { IndexedDbHistory, IndexedDbOutbox } from '@samvad/client/indexed-db';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { fetchOrEarly } from './early-request';
import { forgetPerson } from './forget-person';
import { sessionEnd } from './session-end';

const Session = createContext<ChatClient | undefined>(undefined);

/** How many conversations the client keeps in its state; older ones are asked for where they are shown. */
export const keptConversations = 500;

/** One client per tab, for all pages. Shows its children once it is known whether somebody is signed in. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() =>
    createChatClient({
      url: window.location.origin,
      fetch: fetchOrEarly,
      sessionStore: new StorageSessionStore(window.localStorage),
      outbox: new IndexedDbOutbox(),
      // The messenger is read without a network too; what customers write stays on no agent's computer.
      ...(window.location.pathname.startsWith('/chat') ? { history: new IndexedDbHistory() } : {}),
      maxConversations: keptConversations,
    }),
  );
  const [restored, setRestored] = useState(false);
  useEffect(() => {
    client.auth.restore().finally(() => setRestored(true));
  }, [client]);
  useEffect(
    () =>
      client.store.select(
        (state) => state.me?.id,
        (id) => {
          if (id === undefined) sessionEnd.signedOut();
          else {
            sessionEnd.signedIn();
            forgetAnother(id);
          }
        },
      ),
    [client],
  );
  useEffect(() => {
    const mark = () => {
      const { connection, me } = client.store.getSnapshot();
      const isConnected = connection.status === 'online' || connection.status === 'syncing';
      document.documentElement.toggleAttribute('data-disconnected', me !== null && !isConnected);
    };
    mark();
    return client.store.select((state) => state.connection, mark);
  }, [client]);
  return restored ? <Session value={client}>{children}</Session> : null;
}

const lastPersonKey = 'samvad.person';

/** A sign-in that ends by itself keeps the drafts for the same person's next one, not for somebody else's. */
function forgetAnother(id: string): void {
  const before = localStorage.getItem(lastPersonKey);
  if (before !== null && before !== id) void forgetPerson().then(() => localStorage.setItem(lastPersonKey, id));
  else localStorage.setItem(lastPersonKey, id);
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

import type { ConnectionState } from '@samvad/client';
import { useEffect, useState } from 'react';
import { useChat } from '../session/session-provider';

export interface Trouble {
  connection: ConnectionState;
  /** Epoch milliseconds. */
  since: number;
}

/** Milliseconds. What passes within this time is not worth a word. */
const patience = 1_000;

/**
 * What is wrong with the connection, once it has been for a second; undefined when all is well. While attempts alternate
 * with waits, what was said last stays until something else has held for a second.
 */
export function useTrouble(): Trouble | undefined {
  const connection = useChat((state) => state.connection);
  const isTroubled = connection.status !== 'online' && connection.status !== 'signedOut';
  const [since, setSince] = useState<number>();
  const [shown, setShown] = useState<ConnectionState>();
  useEffect(() => {
    setSince(isTroubled ? Date.now() : undefined);
    if (!isTroubled) setShown(undefined);
  }, [isTroubled]);
  useEffect(() => {
    if (!isTroubled) return;
    const timer = setTimeout(() => setShown(connection), patience);
    return () => clearTimeout(timer);
  }, [isTroubled, connection]);
  // Attempts and waits may alternate faster than that: then it is the whole that is worth a word.
  useEffect(() => {
    if (!isTroubled) return;
    const timer = setTimeout(() => setShown((before) => before ?? { status: 'offline' }), 2 * patience);
    return () => clearTimeout(timer);
  }, [isTroubled]);
  return isTroubled && shown && since !== undefined ? { connection: shown, since } : undefined;
}

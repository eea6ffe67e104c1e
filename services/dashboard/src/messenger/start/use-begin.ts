import { ChatError } from '@samvad/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { draftKey, setDraft } from '../../composer/drafts';
import { useChat, useClient } from '../../session/session-provider';
import { setWaitingStart, type WaitingStart } from './waiting-start';

/** Milliseconds. A connection is not always known to be there, or to have gone. */
const RETRY = 10_000;

export type BeginState = 'writing' | 'sending' | 'waiting' | { readonly failed: unknown };

/**
 * Opens the conversation and sends its first message: now, or when there is a network. The message goes through the
 * outbox, which keeps it and sends it once, whatever happens in between.
 */
export function useBegin(
  waiting: WaitingStart | null,
  subject: string | undefined,
  onStarted: (conversationId: string) => void,
): { state: BeginState; begin(): void; change(): void } {
  const client = useClient();
  const isOnline = useChat((state) => state.connection.status === 'online');
  const [state, setState] = useState<BeginState>('writing');
  const isBusy = useRef(false);
  const latest = useRef(waiting);
  useEffect(() => {
    latest.current = waiting;
  }, [waiting]);

  const begin = useCallback(async () => {
    if (isBusy.current || !waiting) return;
    isBusy.current = true;
    setState('sending');
    latest.current = { ...waiting, isSent: true };
    setWaitingStart(latest.current);
    try {
      const { _id } = await client.startConversation(subject === undefined ? {} : { subject });
      const { text, isSent } = latest.current ?? waiting;
      if (isSent) {
        client.send(_id, { content: text }).stored.catch(() => {
          // Told beside the message.
        });
        // Taken back while it was on its way: then it is written on where the conversation is.
      } else setDraft(draftKey(waiting.personId, _id), { text, at: Date.now() });
      setWaitingStart(null);
      onStarted(_id);
    } catch (error) {
      const isUnreachable = error instanceof ChatError && (error.code === 'NETWORK' || error.code === 'TIMEOUT');
      if (isUnreachable) setState((before) => (before === 'writing' ? before : 'waiting'));
      else {
        setWaitingStart({ ...waiting, isSent: false });
        setState({ failed: error });
      }
    } finally {
      isBusy.current = false;
    }
  }, [client, waiting, subject, onStarted]);

  const again = useRef(begin);
  useEffect(() => {
    again.current = begin;
  }, [begin]);
  const isSent = waiting?.isSent === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: again when the network is back, not when the function is another
  useEffect(() => {
    if (!isSent) return;
    if (!isOnline) setState('waiting');
    else void begin();
    const timer = setInterval(() => void again.current(), RETRY);
    return () => clearInterval(timer);
  }, [isSent, isOnline]);

  return {
    state,
    begin: () => void begin(),
    change: () => {
      if (waiting) setWaitingStart({ ...waiting, isSent: false });
      setState('writing');
    },
  };
}

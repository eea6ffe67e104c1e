import type { Conversation, ConversationStatus } from '@samvad/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from '../session/session-provider';

export interface Older {
  conversations: readonly Conversation[];
  state: 'idle' | 'loading' | 'failed' | 'complete';
  /** Asks for the next that are not there yet. */
  more(): void;
}

const pageSize = 100;
const none: readonly Conversation[] = [];

/**
 * Conversations beyond those that the client keeps, page by page from the newest on: the server's cursor begins there.
 * `has`: whether one is shown already.
 */
export function useOlderConversations(status: ConversationStatus | undefined, has: (id: string) => boolean): Older {
  const client = useClient();
  const [conversations, setConversations] = useState(none);
  const [state, setState] = useState<Older['state']>('idle');
  const cursor = useRef<string | null>(null);
  const running = useRef<AbortController>(undefined);
  const latestHas = useRef(has);
  useEffect(() => {
    latestHas.current = has;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter begins anew
  useEffect(() => {
    setConversations(none);
    setState('idle');
    cursor.current = null;
    return () => {
      running.current?.abort();
      running.current = undefined;
    };
  }, [client, status]);

  const more = useCallback(async () => {
    if (running.current) return;
    const control = new AbortController();
    running.current = control;
    setState('loading');
    try {
      for (let found = 0; found === 0; ) {
        const query = {
          limit: pageSize,
          ...(cursor.current ? { cursor: cursor.current } : {}),
          ...(status ? { status } : {}),
        };
        const { data, pagination } = await client.rest.conversations(query);
        if (control.signal.aborted) return;
        cursor.current = pagination.nextCursor;
        const fresh = data.filter(({ _id }) => !latestHas.current(_id));
        found = fresh.length;
        if (found > 0) setConversations((before) => [...before, ...fresh]);
        if (!pagination.hasMore) return setState('complete');
      }
      setState('idle');
    } catch {
      if (!control.signal.aborted) setState('failed');
    } finally {
      if (running.current === control) running.current = undefined;
    }
  }, [client, status]);

  return { conversations, state, more };
}

import { type ChatClient, ChatError } from '@samvad/client';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from './session-provider';

export interface Opening {
  /** `gone`: there is no such conversation, or it is not ours. `failed`: the server would not, for another reason. */
  status: 'opening' | 'open' | 'gone' | 'failed';
  /** Tries again after `gone` or `failed`. */
  retry(): void;
}

/** How many show a conversation at the moment: it is left when the last has gone. */
const holders = new Map<string, number>();

/** Opens a conversation for as long as the component shows it: joins its room, loads its messages, leaves it. */
export function useOpenConversation(id: string | undefined): Opening {
  const client = useClient();
  const [attempt, setAttempt] = useState(0);
  const [outcome, setOutcome] = useState<{ of: string; status: Opening['status'] }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens again
  useEffect(() => {
    if (id === undefined) return;
    let isShown = true;
    const tell = (status: Opening['status']) => {
      if (isShown) setOutcome({ of: id, status });
    };
    holders.set(id, (holders.get(id) ?? 0) + 1);
    tell('opening');
    open(client, id)
      .then(() => tell('open'))
      .catch((error) => tell(error instanceof ChatError && error.code === 'NOT_FOUND' ? 'gone' : 'failed'))
      .finally(() => {
        // Left while it was being opened: what has been opened since is left now.
        if (!holders.has(id)) leave(client, id);
      });
    return () => {
      isShown = false;
      const others = (holders.get(id) ?? 1) - 1;
      if (others > 0) holders.set(id, others);
      else {
        holders.delete(id);
        leave(client, id);
      }
    };
  }, [client, id, attempt]);
  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  return { status: outcome && outcome.of === id ? outcome.status : 'opening', retry };
}

/** Rejects, where the client would throw. */
async function open(client: ChatClient, id: string): Promise<void> {
  await client.open(id);
}

function leave(client: ChatClient, id: string): void {
  // Signed out: everything has been left with it.
  if (client.store.getSnapshot().me) client.leave(id);
}

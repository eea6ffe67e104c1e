import type { Conversation, ConversationStatus, Profile } from '@samvad/client';
import { useEffect, useRef, useState } from 'react';
import { errorText } from '../format/error-text';
import { useClient } from '../session/session-provider';
import { showNotice } from './notices';

export interface Change {
  status?: ConversationStatus;
  /** Null takes the conversation from whoever has it. */
  support?: Profile | null;
}

interface Asked {
  change: Change;
  /** As the server has answered; undefined while it has not. */
  updatedAt?: string;
}

/** Milliseconds until what the server has answered is believed no more, should the state never say the same. */
const believedFor = 10_000;

interface Words {
  /** What could not be done. */
  failed: string;
  tryAgain: string;
  /** To be said when it is done, if anything. */
  done?: string;
}

/**
 * Changes a conversation: shown at once, taken back when the server refuses. `shown` is the conversation as it will be;
 * the state says so itself a moment later.
 */
export function useConversationUpdate(conversation: Conversation) {
  const client = useClient();
  const [asked, setAsked] = useState<Asked>();
  const latest = useRef(0);

  const isConfirmed = asked?.updatedAt !== undefined && conversation.updatedAt >= asked.updatedAt;
  useEffect(() => {
    if (asked?.updatedAt === undefined) return;
    if (isConfirmed) return setAsked(undefined);
    const timer = setTimeout(() => setAsked(undefined), believedFor);
    return () => clearTimeout(timer);
  }, [asked, isConfirmed]);

  const update = async (change: Change, words: Words): Promise<boolean> => {
    latest.current += 1;
    const mine = latest.current;
    setAsked({ change: { ...asked?.change, ...change } });
    const { status, support } = change;
    try {
      const answer = await client.rest.updateConversation(conversation._id, {
        ...(status ? { status } : {}),
        ...(support === undefined ? {} : { assignedSupportId: support?.id ?? null }),
      });
      if (mine === latest.current) setAsked((before) => before && { ...before, updatedAt: answer.updatedAt });
      if (words.done) showNotice({ kind: 'done', text: words.done });
      return true;
    } catch (error) {
      if (mine === latest.current) setAsked(undefined);
      showNotice({
        kind: 'problem',
        text: `${words.failed} ${errorText(error)}`,
        action: { label: words.tryAgain, run: () => void update(change, words) },
      });
      return false;
    }
  };

  const change = isConfirmed ? undefined : asked?.change;
  const shown = {
    status: change?.status ?? conversation.status,
    support: change?.support === undefined ? conversation.support : change.support,
  };
  return { shown, isPending: asked !== undefined && asked.updatedAt === undefined, update };
}

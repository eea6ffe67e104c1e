import type { Conversation, ConversationFilter } from '@samvad/client';
import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useClient } from '../../session/session-provider';
import { type Page, usePages, withRow } from '../use-pages';

export type AllConversationsFilter = Pick<ConversationFilter, 'status' | 'assignedSupportId' | 'q'>;

export const idOf = (conversation: Conversation) => conversation._id;

/** Milliseconds. */
export const conversationsEvery = 10_000;

/** Everybody's that fit, newest first. */
export function useConversations(filter: AllConversationsFilter, options: { isEnabled: boolean; isPaused: boolean }) {
  const { rest } = useClient();
  return usePages({
    key: ['conversations', filter],
    load: (cursor) => rest.conversations({ ...filter, limit: 50, ...(cursor ? { cursor } : {}) }),
    idOf,
    every: conversationsEvery,
    ...options,
  });
}

/** Gives a conversation to an agent, or with null to nobody; the answer is shown where it is listed. */
export function useAssign(): (id: string, agentId: string | null) => Promise<void> {
  const { rest } = useClient();
  const queries = useQueryClient();
  return useCallback(
    async (id, agentId) => {
      const conversation = await rest.updateConversation(id, { assignedSupportId: agentId });
      queries.setQueriesData<InfiniteData<Page<Conversation>>>({ queryKey: ['conversations'] }, (pages) =>
        withRow(pages, conversation, idOf),
      );
    },
    [rest, queries],
  );
}

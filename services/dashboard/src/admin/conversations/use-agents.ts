import type { Profile } from '@samvad/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../session/session-provider';

const none: Profile[] = [];

/** Those to whom a conversation can be given, by name; read anew as often as who is online is worth knowing. */
export function useAgents() {
  const { rest } = useClient();
  const query = useQuery({ queryKey: ['agents'], queryFn: () => rest.agents(), refetchInterval: 30_000 });
  return { agents: query.data ?? none, isPending: query.isPending };
}

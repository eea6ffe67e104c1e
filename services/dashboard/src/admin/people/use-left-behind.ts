import type { ManagedPerson } from '@samvad/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../session/session-provider';

/** How many open and pending conversations a person would leave to the other agents. */
export function useLeftBehind({ id, role, isActive, activeConversations }: ManagedPerson): number {
  const { rest } = useClient();
  // An agent's are counted anew, and without those it may have as a customer.
  const { data } = useQuery({
    queryKey: ['load'],
    queryFn: () => rest.load(),
    enabled: role === 'Support' && isActive,
  });
  const load = data?.agents.find(({ agent }) => agent.id === id);
  if (role === 'User') return 0;
  return load ? load.open + load.pending : activeConversations;
}

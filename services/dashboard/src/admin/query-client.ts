import type { ChatClient } from '@samvad/client';
import { QueryClient } from '@tanstack/react-query';

let made: QueryClient | undefined;

/** One for all admin pages, so that going back shows at once what was there. Forgets everything when the person changes. */
export function adminQueryClient({ store }: ChatClient): QueryClient {
  if (made) return made;
  const client = new QueryClient({
    defaultOptions: {
      // The SDK repeats what may be repeated; and whether there is a network it finds out by trying, which is then said.
      queries: { networkMode: 'always', retry: false, staleTime: 2_000 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  store.select(
    ({ me }) => me?.id,
    () => client.clear(),
  );
  made = client;
  return client;
}

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { onForget } from '../session/forget-person';

/** What the desk asks the server for beside the client's state: search, colleagues, a customer's other conversations. */
const queries = new QueryClient({
  defaultOptions: {
    // The client repeats what may be repeated, and finds out by trying whether there is a network.
    queries: { retry: false, networkMode: 'always', refetchOnWindowFocus: false },
  },
});

onForget(() => queries.clear());

export function DeskQueries({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}

import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

/** An answer of the server that has a next page. */
export interface Page<Row> {
  data: Row[];
  pagination: { hasMore: boolean; nextCursor: string | null };
}

interface Options<Row> {
  key: QueryKey;
  load: (cursor: string | undefined) => Promise<Page<Row>>;
  idOf: (row: Row) => string;
  /** Milliseconds between two looks at the server, while the page is visible. */
  every: number;
  /** Nothing moves below the hands of somebody who is choosing. */
  isPaused?: boolean;
  isEnabled?: boolean;
}

/** Up to so many pages are read again as often as asked for; more of them more rarely, as each is a request. */
const pagesAtOnce = 3;

/** A list of the server, page by page, that is kept up to date. */
export function usePages<Row>({ key, load, idOf, every, isPaused = false, isEnabled = true }: Options<Row>) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ pagination }) => pagination.nextCursor ?? undefined,
    enabled: isEnabled,
    // What was found before stays, dimmed, until the answer to the new question is there.
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      isPaused ? false : every * Math.max(1, Math.ceil((state.data?.pages.length ?? 0) / pagesAtOnce)),
    refetchOnWindowFocus: !isPaused,
  });
  const pages = query.data?.pages;
  // What has moved while the pages were read may be in two of them.
  const rows = useMemo(() => {
    const byId = new Map<string, Row>();
    for (const row of pages?.flatMap(({ data }) => data) ?? []) if (!byId.has(idOf(row))) byId.set(idOf(row), row);
    return [...byId.values()];
  }, [pages, idOf]);
  return { query, rows };
}

/** Pages with one row replaced by what the server has answered. */
export function withRow<Row, Pages extends { pages: Page<Row>[] }>(
  pages: Pages | undefined,
  row: Row,
  idOf: (row: Row) => string,
): Pages | undefined {
  if (!pages) return undefined;
  const id = idOf(row);
  const replaced = pages.pages.map((page) => ({
    ...page,
    data: page.data.map((old) => (idOf(old) === id ? row : old)),
  }));
  return { ...pages, pages: replaced };
}

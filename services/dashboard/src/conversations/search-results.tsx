import type { Conversation } from '@samvad/client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type Ref, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskQueries } from '../desk/desk-queries';
import { errorText } from '../format/error-text';
import { useChat, useClient } from '../session/session-provider';
import { ListState } from './list-state';
import { type RowsHandle, RowsList } from './rows-list';
import { useDebounced } from './use-debounced';
import type { StatusFilter } from './use-rows';

interface Props {
  ref: Ref<RowsHandle>;
  query: string;
  filter: StatusFilter;
  selectedId: string | undefined;
  onOpen(conversationId: string): void;
  onRows(rows: readonly Conversation[]): void;
}

interface Answer {
  data: Conversation[];
  pagination: { hasMore: boolean; nextCursor: string | null };
}

/** Milliseconds. */
const typingPause = 250;
const pageSize = 30;

/** What the server finds. */
export function SearchResults(props: Props) {
  return (
    <DeskQueries>
      <Results {...props} />
    </DeskQueries>
  );
}

function Results({ ref, query, filter, selectedId, onOpen, onRows }: Props) {
  const { t } = useTranslation(['conversations', 'common']);
  const client = useClient();
  const q = useDebounced(query.trim(), typingPause);
  const found = useInfiniteQuery({
    queryKey: ['search', q, filter],
    // An answer to what is not asked any more is given up.
    queryFn: ({ pageParam, signal }) =>
      client.rest.call<Answer>('GET', '/chat/conversations', {
        query: {
          q,
          limit: pageSize,
          ...(filter === 'all' ? {} : { status: filter }),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ pagination }) => pagination.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });

  // As they are now, where the client knows them.
  const live = useChat((state) => state.conversations);
  const rows = useMemo(() => {
    const byId = new Map(live.map((one) => [one._id, one]));
    const unique = new Map<string, Conversation>();
    for (const one of found.data?.pages.flatMap(({ data }) => data) ?? [])
      unique.set(one._id, byId.get(one._id) ?? one);
    return [...unique.values()];
  }, [found.data, live]);
  useEffect(() => onRows(rows), [rows, onRows]);

  const isOld = q !== query.trim() || found.isPlaceholderData;
  const summary =
    isOld || found.isPending
      ? t('search.running')
      : found.hasNextPage
        ? t('search.atLeast', { count: rows.length })
        : t('search.found', { count: rows.length });
  return (
    <>
      {!found.isError && <ListState.Summary>{summary}</ListState.Summary>}
      {found.isError ? (
        <ListState.Problem text={errorText(found.error)} onRetry={() => void found.refetch()} />
      ) : rows.length === 0 && !isOld && !found.isPending ? (
        <ListState.Empty title={t('search.nothing', { query: q })} text={t('search.hint')} />
      ) : (
        <RowsList
          ref={ref}
          rows={rows}
          selectedId={selectedId}
          query={q}
          onOpen={onOpen}
          onEndReached={() => {
            if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
          }}
        />
      )}
    </>
  );
}

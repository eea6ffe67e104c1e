import type { Conversation } from '@samvad/client';
import dynamic from 'next/dynamic';
import { type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChat } from '../session/session-provider';
import { ListState } from './list-state';
import { type RowsHandle, RowsList } from './rows-list';
import { SearchField } from './search-field';
import { StatusFilter } from './status-filter';
import { type StatusFilter as Filter, useRows } from './use-rows';

const SearchResults = dynamic(() => import('./search-results').then((module) => module.SearchResults), { ssr: false });

export interface ConversationListHandle {
  /** The conversation beside another, in the order in which they are shown; the first where there is no other. */
  neighbour(id: string | undefined, step: 1 | -1): string | undefined;
  search(): void;
  focus(id: string | undefined): void;
}

interface Props {
  ref: Ref<ConversationListHandle>;
  selectedId: string | undefined;
  onOpen(conversationId: string): void;
}

/** Search, filter, and the conversations. */
export function ConversationList({ ref, selectedId, onOpen }: Props) {
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<RowsHandle>(null);
  const shown = useRef<readonly Conversation[]>([]);
  const onRows = useCallback((rows: readonly Conversation[]) => {
    shown.current = rows;
  }, []);
  const open = useLatest(onOpen);

  useImperativeHandle(ref, () => ({
    neighbour: (id, step) => {
      const rows = shown.current;
      const at = rows.findIndex(({ _id }) => _id === id);
      return at < 0 ? rows[0]?._id : rows[at + step]?._id;
    },
    search: () => {
      field.current?.focus();
      field.current?.select();
    },
    focus: (id) => list.current?.focus(id),
  }));

  // Where keys have led, the list follows.
  useEffect(() => {
    if (selectedId !== undefined) list.current?.scrollTo(selectedId);
  }, [selectedId]);

  const common = { ref: list, filter, selectedId, onOpen: open, onRows };
  return (
    <>
      <SearchField ref={field} value={query} onChange={setQuery} onLeave={() => list.current?.focus(undefined)} />
      <StatusFilter value={filter} hideCounts={query.trim() !== ''} onChange={setFilter} />
      {query.trim() === '' ? (
        <Live {...common} onShowAll={() => setFilter('all')} />
      ) : (
        <SearchResults {...common} query={query} />
      )}
    </>
  );
}

interface LiveProps {
  ref: Ref<RowsHandle>;
  filter: Filter;
  selectedId: string | undefined;
  onOpen(conversationId: string): void;
  onRows(rows: readonly Conversation[]): void;
  onShowAll(): void;
}

function Live({ ref, filter, selectedId, onOpen, onRows, onShowAll }: LiveProps) {
  const { t } = useTranslation(['conversations', 'common']);
  const isReady = useChat((state) => state.ready || state.conversations.length > 0);
  const { rows, older, isComplete } = useRows(filter);
  const { more, state } = older;
  useEffect(() => onRows(rows), [rows, onRows]);
  // A filter may leave nothing of what is kept, and something of what is older.
  const looksOn = isReady && rows.length === 0 && !isComplete && state === 'idle';
  useEffect(() => {
    if (looksOn) more();
  }, [looksOn, more]);

  if (rows.length === 0 && (!isReady || looksOn || state === 'loading')) return <ListState.Skeleton />;
  if (rows.length === 0 && state === 'failed') return <ListState.Problem text={t('olderFailed')} onRetry={more} />;
  if (rows.length === 0) {
    return filter === 'all' ? (
      <ListState.Empty title={t('empty.none')} text={t('empty.noneText')} />
    ) : (
      <ListState.Empty
        title={t('empty.filtered', { status: t(`common:status_${filter}`) })}
        action={{ label: t('empty.showAll'), run: onShowAll }}
      />
    );
  }
  return (
    <RowsList
      ref={ref}
      rows={rows}
      selectedId={selectedId}
      onOpen={onOpen}
      onEndReached={() => {
        if (!isComplete && state !== 'failed') more();
      }}
      footer={state === 'loading' || state === 'failed' ? <ListState.Footer state={state} onRetry={more} /> : undefined}
    />
  );
}

/** A function that stays the same, and does what its latest version does: rows need not render for a new one. */
function useLatest<A extends unknown[]>(act: (...args: A) => void): (...args: A) => void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}

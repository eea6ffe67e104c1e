import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMessageSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminPage } from '../admin-page';
import { Freshness } from '../frame/freshness';
import { PageHead } from '../frame/page-head';
import { Empty, ListBody } from '../table/list-body';
import { useAddressFilter } from '../use-address-filter';
import { useKept } from '../use-kept';
import { AssignSelected } from './assign-selected';
import { ConversationsFilters } from './conversations-filters';
import { ConversationsTable } from './conversations-table';
import { statuses } from './statuses';
import { useAgents } from './use-agents';
import { conversationsEvery, idOf, useAssign, useConversations } from './use-conversations';

/** Everybody's conversations: to find one, and to give it to an agent. */
export function ConversationsPage() {
  const { t } = useTranslation('admin');
  return (
    <AdminPage title={t('conversations.title')}>
      <Conversations />
    </AdminPage>
  );
}

/** Milliseconds after the last key. */
const searchDelay = 300;
const nothing: ReadonlySet<string> = new Set();

function Conversations() {
  const { t } = useTranslation('admin');
  const [words, setWords] = useKept('conversations', '');
  const [searched] = useDebouncedValue(words.trim(), searchDelay);
  const { filter, setFilter, clear, isReady } = useAddressFilter<'status' | 'agent'>();
  const status = statuses.find((one) => one === filter('status'));
  const agent = filter('agent');
  const [selectedIds, setSelectedIds] = useState(nothing);
  const [isChoosing, setIsChoosing] = useState(false);
  const { agents } = useAgents();
  const assign = useAssign();
  const isPaused = isChoosing || selectedIds.size > 0;
  const { query, rows } = useConversations(
    {
      ...(searched ? { q: searched } : {}),
      ...(status ? { status } : {}),
      ...(agent ? { assignedSupportId: agent } : {}),
    },
    { isEnabled: isReady, isPaused },
  );
  // What is no longer in sight is not acted upon.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another question begins another choice
  useEffect(() => setSelectedIds(nothing), [searched, status, agent]);
  const selected = rows.filter((row) => selectedIds.has(idOf(row)));
  const select = (ids: string[]) => {
    setSelectedIds(new Set(ids));
    // The order has changed meanwhile, and so, perhaps, has what fits.
    if (ids.length === 0) void query.refetch();
  };
  const clearAll = () => {
    setWords('');
    clear();
  };
  return (
    <>
      <PageHead
        title={t('conversations.title')}
        note={
          <Freshness query={query} every={conversationsEvery} pause={isPaused ? t('fresh.whileChoosing') : undefined} />
        }
      >
        <ConversationsFilters
          words={words}
          onWords={setWords}
          status={status}
          onStatus={(value) => setFilter('status', value)}
          agent={agent}
          onAgent={(value) => setFilter('agent', value)}
          agents={agents}
        />
      </PageHead>
      <ListBody
        query={query}
        rowCount={rows.length}
        loading={t('conversations.loading')}
        end={t('conversations.end', { count: rows.length })}
        empty={
          searched || status || agent ? (
            <Empty
              icon={<IconMessageSearch size={40} stroke={1.5} />}
              title={t('conversations.noneFound')}
              text={t('conversations.noneFoundText')}
            >
              <Button variant="default" onClick={clearAll}>
                {t('list.clearFilters')}
              </Button>
            </Empty>
          ) : (
            <Empty
              icon={<IconMessageSearch size={40} stroke={1.5} />}
              title={t('conversations.none')}
              text={t('conversations.noneText')}
            />
          )
        }
      >
        <ConversationsTable
          rows={rows}
          name={JSON.stringify(['conversations', searched, status, agent])}
          isBusy={query.isPlaceholderData}
          hasMore={query.hasNextPage}
          onEnd={() => query.hasNextPage && !query.isFetching && query.fetchNextPage()}
          agents={agents}
          assign={assign}
          onChoosing={setIsChoosing}
          selectedIds={selectedIds}
          onSelect={setSelectedIds}
        />
      </ListBody>
      <AssignSelected
        selected={selected}
        total={rows.length}
        agents={agents}
        assign={assign}
        onSelect={select}
        onAll={() => setSelectedIds(new Set(rows.map(idOf)))}
      />
    </>
  );
}

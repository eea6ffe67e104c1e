import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Role } from '@samvad/client';
import { IconUserPlus, IconUserSearch } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminPage } from '../admin-page';
import { Freshness } from '../frame/freshness';
import { PageHead } from '../frame/page-head';
import { Empty, ListBody } from '../table/list-body';
import { useAddressFilter } from '../use-address-filter';
import { useKept } from '../use-kept';
import { PeopleFilters } from './people-filters';
import { PeopleTable } from './people-table';
import type { PersonAction } from './person-action';
import { roles } from './roles';
import { peopleEvery, usePeople } from './use-people';

const PeopleDialogs = dynamic(() => import('./people-dialogs').then((module) => module.PeopleDialogs), { ssr: false });

/** Everybody's account: who there is, and what an admin may change of it. */
export function PeoplePage() {
  const { t } = useTranslation('admin');
  return (
    <AdminPage title={t('people.title')}>
      <People />
    </AdminPage>
  );
}

/** Milliseconds after the last key. */
const searchDelay = 300;

function People() {
  const { t } = useTranslation('admin');
  const [action, setAction] = useState<PersonAction>();
  const [words, setWords] = useKept('people', '');
  const [searched] = useDebouncedValue(words.trim(), searchDelay);
  const { filter, setFilter, clear, isReady } = useAddressFilter<'role' | 'active'>();
  const role = roles.find((one) => one === filter('role')) as Role | undefined;
  const active = filter('active');
  const isActive = active === 'yes' ? true : active === 'no' ? false : undefined;
  const { query, rows } = usePeople(
    {
      ...(searched ? { q: searched } : {}),
      ...(role ? { role } : {}),
      ...(isActive === undefined ? {} : { isActive }),
    },
    { isEnabled: isReady },
  );
  const isNarrowed = searched !== '' || role !== undefined || isActive !== undefined;
  const clearAll = () => {
    setWords('');
    clear();
  };
  return (
    <>
      <PageHead
        title={t('people.title')}
        note={<Freshness query={query} every={peopleEvery} />}
        actions={
          <Button leftSection={<IconUserPlus aria-hidden size={18} />} onClick={() => setAction({ kind: 'create' })}>
            {t('people.new')}
          </Button>
        }
      >
        <PeopleFilters
          words={words}
          onWords={setWords}
          role={role}
          onRole={(value) => setFilter('role', value)}
          isActive={isActive}
          onActive={(value) => setFilter('active', value === undefined ? undefined : value ? 'yes' : 'no')}
        />
      </PageHead>
      <ListBody
        query={query}
        rowCount={rows.length}
        loading={t('people.loading')}
        end={t('people.end', { count: rows.length })}
        empty={
          <Empty icon={<IconUserSearch size={40} stroke={1.5} />} title={t('people.none')} text={t('people.noneText')}>
            {isNarrowed && (
              <Button variant="default" onClick={clearAll}>
                {t('list.clearFilters')}
              </Button>
            )}
          </Empty>
        }
      >
        <PeopleTable
          rows={rows}
          name={JSON.stringify(['people', searched, role, isActive])}
          isBusy={query.isPlaceholderData}
          hasMore={query.hasNextPage}
          onEnd={() => query.hasNextPage && !query.isFetching && query.fetchNextPage()}
          onAction={setAction}
        />
      </ListBody>
      <PeopleDialogs action={action} onClose={() => setAction(undefined)} />
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../session/session-provider';
import { AdminPage } from '../admin-page';
import { Freshness } from '../frame/freshness';
import { PageHead } from '../frame/page-head';
import { LoadingRows, Trouble } from '../table/list-body';
import { AgentsLoad } from './agents-load';
import { Totals } from './totals';

/** What each agent has to do at the moment, and what nobody has taken. */
export function LoadPage() {
  const { t } = useTranslation('admin');
  return (
    <AdminPage title={t('load.title')}>
      <Load />
    </AdminPage>
  );
}

/** Milliseconds. */
const every = 5_000;

function Load() {
  const { t } = useTranslation('admin');
  const { rest } = useClient();
  // TanStack Query looks only while the page is visible, and at once when it is so again.
  const query = useQuery({ queryKey: ['load'], queryFn: () => rest.load(), refetchInterval: every });
  const { data } = query;
  return (
    <>
      <PageHead title={t('load.title')} note={<Freshness query={query} every={every} />} />
      {data ? (
        <>
          <Totals load={data} />
          <AgentsLoad agents={data.agents} />
        </>
      ) : query.isError ? (
        <Trouble {...query} />
      ) : (
        <LoadingRows label={t('load.loading')} />
      )}
    </>
  );
}

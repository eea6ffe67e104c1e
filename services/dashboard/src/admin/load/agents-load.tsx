import { Button } from '@mantine/core';
import type { LoadAnswer } from '@samvad/contract';
import { IconUserPlus } from '@tabler/icons-react';
import Link from 'next/link';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '../../presence/avatar';
import { PresenceText } from '../../presence/presence-text';
import { Name } from '../../text/name';
import { type Column, DataTable } from '../table/data-table';
import { Empty } from '../table/list-body';
import styles from './agents-load.module.css';
import { Ago } from './ago';
import { LoadBar } from './load-bar';

type AgentLoad = LoadAnswer['data']['agents'][number];

const idOf = ({ agent }: AgentLoad) => agent.id;

/** Each active agent's load. In the order of their names, so that nobody jumps about while being looked at. */
export function AgentsLoad({ agents }: { agents: AgentLoad[] }) {
  const { t } = useTranslation('admin');
  const most = Math.max(1, ...agents.map(({ open, pending }) => open + pending));
  const columns = useMemo<Column<AgentLoad>[]>(
    () => [
      {
        id: 'agent',
        header: t('load.columns.agent'),
        isRowHeader: true,
        cell: ({ agent, waiting }) => (
          <span className={styles.agent}>
            <PersonAvatar profile={agent} size={36} withPresence />
            <span className={styles.names}>
              <Link href={{ pathname: '/admin/conversations', query: { agent: agent.id } }} className={styles.link}>
                <Name>{agent.name}</Name>
              </Link>
              <span className={styles.presence} data-away={(!agent.isOnline && waiting > 0) || undefined}>
                <PresenceText profile={agent} />
              </span>
            </span>
          </span>
        ),
      },
      { id: 'bar', header: t('load.columns.load'), cell: (load) => <LoadBar load={load} most={most} /> },
      ...(['open', 'pending', 'unread'] as const).map((id) => ({
        id,
        header: t(`load.columns.${id}`),
        isLabelled: true,
        cell: (load: AgentLoad) => (
          <span className={styles.number} data-none={load[id] === 0 || undefined}>
            {load[id]}
          </span>
        ),
      })),
      {
        id: 'waiting',
        header: t('load.columns.waiting'),
        isLabelled: true,
        cell: ({ waiting }) => (
          <span
            className={styles.number}
            data-none={waiting === 0 || undefined}
            data-waiting={waiting > 0 || undefined}
          >
            {waiting}
          </span>
        ),
      },
      {
        id: 'oldest',
        header: t('load.columns.oldest'),
        isLabelled: true,
        cell: ({ oldestWaitingAt }) =>
          oldestWaitingAt ? (
            <Ago time={oldestWaitingAt} />
          ) : (
            <span className={styles.none}>{t('load.nobodyWaits')}</span>
          ),
      },
    ],
    [t, most],
  );
  if (agents.length === 0) {
    return (
      <Empty icon={<IconUserPlus size={40} stroke={1.5} />} title={t('load.noAgents')} text={t('load.noAgentsText')}>
        <Button component={Link} href="/admin/people">
          {t('load.toPeople')}
        </Button>
      </Empty>
    );
  }
  return (
    <div className={styles.list}>
      <DataTable
        caption={t('load.caption')}
        columns={columns}
        rows={agents}
        idOf={idOf}
        name="load"
        className={styles.table as string}
      />
    </div>
  );
}

import type { ManagedPerson } from '@samvad/contract';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { RowTime } from '../../conversations/row-time';
import { PersonAvatar } from '../../presence/avatar';
import { PresenceText } from '../../presence/presence-text';
import { useChat } from '../../session/session-provider';
import { Name } from '../../text/name';
import { type Column, DataTable } from '../table/data-table';
import styles from './people-table.module.css';
import type { PersonAction } from './person-action';
import { PersonMenu } from './person-menu';

interface Props {
  rows: ManagedPerson[];
  isBusy: boolean;
  hasMore: boolean;
  onEnd: () => void;
  /** Which people: another for each search and filter. */
  name: string;
  onAction: (action: PersonAction) => void;
}

const idOf = ({ id }: ManagedPerson) => id;

/** People, one a row. */
export function PeopleTable({ rows, isBusy, hasMore, onEnd, name, onAction }: Props) {
  const { t } = useTranslation('admin');
  const me = useChat((state) => state.me?.id);
  const columns = useMemo<Column<ManagedPerson>[]>(
    () => [
      {
        id: 'name',
        header: t('people.columns.name'),
        isRowHeader: true,
        cell: (person) => (
          <span className={styles.person} data-inactive={!person.isActive || undefined}>
            <PersonAvatar profile={person} size={36} />
            <span className={styles.name}>
              <Name>{person.name}</Name>
              {person.id === me && <span className={styles.you}>{t('people.you')}</span>}
            </span>
          </span>
        ),
      },
      {
        id: 'phone',
        header: t('people.columns.phone'),
        isLabelled: true,
        cell: ({ phone }) => <bdi className={styles.number}>{phone}</bdi>,
      },
      {
        id: 'role',
        header: t('people.columns.role'),
        cell: ({ role }) => (
          <span className={styles.role} data-role={role}>
            {t(`roles.${role}`)}
          </span>
        ),
      },
      {
        id: 'presence',
        header: t('people.columns.presence'),
        isLabelled: true,
        cell: (person) => (
          <span className={styles.presence} data-online={person.isOnline || undefined}>
            <PresenceText profile={person} />
          </span>
        ),
      },
      {
        id: 'conversations',
        header: t('people.columns.conversations'),
        isLabelled: true,
        cell: ({ activeConversations }) => <span className={styles.number}>{activeConversations}</span>,
      },
      {
        id: 'state',
        header: t('people.columns.state'),
        isLabelled: true,
        cell: ({ isActive }) => (
          <span className={isActive ? undefined : styles.inactive}>
            {t(isActive ? 'people.active' : 'people.inactive')}
          </span>
        ),
      },
      {
        id: 'since',
        header: t('people.columns.since'),
        isLabelled: true,
        cell: ({ createdAt }) => <RowTime time={createdAt} />,
      },
      {
        id: 'actions',
        header: t('people.columns.actions'),
        isHeaderHidden: true,
        cell: (person) => <PersonMenu person={person} isMe={person.id === me} onAction={onAction} />,
      },
    ],
    [t, me, onAction],
  );
  return (
    <DataTable
      caption={t('people.caption')}
      columns={columns}
      rows={rows}
      idOf={idOf}
      className={styles.table as string}
      isBusy={isBusy}
      hasMore={hasMore}
      onEnd={onEnd}
      name={name}
    />
  );
}

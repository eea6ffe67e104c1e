import type { Conversation, Profile } from '@samvad/client';
import Link from 'next/link';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { previewText } from '../../conversations/preview';
import { RowTime } from '../../conversations/row-time';
import { PersonAvatar } from '../../presence/avatar';
import { inertLine } from '../../text/inert';
import { Name } from '../../text/name';
import { type Column, DataTable } from '../table/data-table';
import { AssignCell } from './assign-cell';
import styles from './conversations-table.module.css';
import { SelectBox } from './select-box';
import { idOf } from './use-conversations';

interface Props {
  rows: Conversation[];
  isBusy: boolean;
  hasMore: boolean;
  onEnd: () => void;
  /** Which conversations: another for each search and filter. */
  name: string;
  agents: Profile[];
  assign: (id: string, agentId: string | null) => Promise<void>;
  onChoosing: (isChoosing: boolean) => void;
  selectedIds: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

/** Conversations, one a row. The customer's name is the link that opens it, wherever in the row the click is. */
export function ConversationsTable(props: Props) {
  const { rows, isBusy, hasMore, onEnd, name, agents, assign, onChoosing, selectedIds, onSelect } = props;
  const { t } = useTranslation('admin');
  const columns = useMemo<Column<Conversation>[]>(
    () => [
      {
        id: 'select',
        header: t('conversations.columns.select'),
        headerContent: (
          <SelectBox
            label={t('conversations.selectAll')}
            isChecked={rows.length > 0 && selectedIds.size === rows.length}
            isSome={selectedIds.size > 0}
            onChange={(isChecked) => onSelect(new Set(isChecked ? rows.map(idOf) : []))}
          />
        ),
        cell: ({ _id, user }) => (
          <SelectBox
            label={t('conversations.select', { name: inertLine(user.name) })}
            isChecked={selectedIds.has(_id)}
            onChange={(isChecked) => {
              const ids = new Set(selectedIds);
              if (isChecked) ids.add(_id);
              else ids.delete(_id);
              onSelect(ids);
            }}
          />
        ),
      },
      {
        id: 'customer',
        header: t('conversations.columns.customer'),
        isRowHeader: true,
        cell: ({ _id, user }) => (
          <span className={styles.customer}>
            <PersonAvatar profile={user} size={36} withPresence />
            <Link href={{ pathname: '/c', query: { id: _id } }} className={styles.link}>
              <Name>{user.name}</Name>
            </Link>
          </span>
        ),
      },
      {
        id: 'message',
        header: t('conversations.columns.message'),
        cell: (conversation) => <LastMessage conversation={conversation} />,
      },
      {
        id: 'status',
        header: t('conversations.columns.status'),
        cell: ({ status }) => (
          <span className={styles.status} data-status={status}>
            {t(`status_${status}`, { ns: 'common' })}
          </span>
        ),
      },
      {
        id: 'agent',
        header: t('conversations.columns.agent'),
        cell: (conversation) => (
          <AssignCell conversation={conversation} agents={agents} assign={assign} onChoosing={onChoosing} />
        ),
      },
      {
        id: 'updated',
        header: t('conversations.columns.updated'),
        cell: ({ updatedAt }) => (
          <span className={styles.time}>
            <RowTime time={updatedAt} />
          </span>
        ),
      },
    ],
    [t, rows, agents, assign, onChoosing, selectedIds, onSelect],
  );
  return (
    <DataTable
      caption={t('conversations.caption')}
      columns={columns}
      rows={rows}
      idOf={idOf}
      className={styles.table as string}
      isBusy={isBusy}
      hasMore={hasMore}
      onEnd={onEnd}
      name={name}
      isSelected={({ _id }) => selectedIds.has(_id)}
    />
  );
}

/** What was said last and by whom; a dot while nobody of the support side has read it. */
function LastMessage({ conversation: { subject, lastMessage } }: { conversation: Conversation }) {
  const { t } = useTranslation('admin');
  const isUnread = lastMessage !== null && lastMessage.sender.role === 'User' && !lastMessage.isRead;
  return (
    <span className={styles.message} data-unread={isUnread || undefined}>
      {subject && (
        <span className={styles.subject}>
          <bdi>{inertLine(subject)}</bdi>
        </span>
      )}
      <span className={styles.text}>
        {isUnread && (
          <span className={styles.unread}>
            <span aria-hidden className={styles.dot} />
            {t('conversations.unread')}
          </span>
        )}
        {lastMessage === null ? (
          t('conversations.noMessage')
        ) : (
          <>
            {lastMessage.messageType !== 'system' && lastMessage.sender.role !== 'User' && (
              <span className={styles.sender}>
                <Name>{lastMessage.sender.name}</Name>:{' '}
              </span>
            )}
            <bdi>{previewText(lastMessage)}</bdi>
          </>
        )}
      </span>
    </span>
  );
}

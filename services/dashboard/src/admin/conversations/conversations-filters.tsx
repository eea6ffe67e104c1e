import { NativeSelect } from '@mantine/core';
import type { ConversationStatus, Profile } from '@samvad/client';
import { useTranslation } from 'react-i18next';
import { inertLine } from '../../text/inert';
import { Filters } from '../frame/page-head';
import { SearchField } from '../frame/search-field';
import { statuses } from './statuses';

interface Props {
  words: string;
  onWords: (words: string) => void;
  status: ConversationStatus | undefined;
  onStatus: (status: string | undefined) => void;
  /** An agent's id, or `none`. */
  agent: string | undefined;
  onAgent: (agent: string | undefined) => void;
  agents: Profile[];
}

/** Narrows the list of conversations. */
export function ConversationsFilters({ words, onWords, status, onStatus, agent, onAgent, agents }: Props) {
  const { t } = useTranslation('admin');
  // One who is no agent any more, by a link from before: its conversations are still there.
  const isUnknown = agent !== undefined && agent !== 'none' && !agents.some(({ id }) => id === agent);
  return (
    <Filters label={t('conversations.filters')}>
      <SearchField label={t('conversations.search')} value={words} onChange={onWords} maxLength={200} />
      <NativeSelect
        aria-label={t('conversations.status')}
        value={status ?? ''}
        onChange={({ currentTarget }) => onStatus(currentTarget.value || undefined)}
        data={[
          { value: '', label: t('conversations.anyStatus') },
          ...statuses.map((value) => ({ value, label: t(`status_${value}`, { ns: 'common' }) })),
        ]}
      />
      <NativeSelect
        aria-label={t('conversations.agent')}
        value={agent ?? ''}
        onChange={({ currentTarget }) => onAgent(currentTarget.value || undefined)}
        data={[
          { value: '', label: t('conversations.anyAgent') },
          { value: 'none', label: t('unassigned', { ns: 'common' }) },
          ...agents.map(({ id, name }) => ({ value: id, label: inertLine(name) })),
          ...(isUnknown ? [{ value: agent, label: t('conversations.formerAgent') }] : []),
        ]}
      />
    </Filters>
  );
}

import { useTranslation } from 'react-i18next';
import { keptConversations, useChat } from '../session/session-provider';
import styles from './status-filter.module.css';
import type { StatusFilter as Filter } from './use-rows';

const filters = ['all', 'open', 'pending', 'resolved', 'closed'] as const satisfies readonly Filter[];

interface Props {
  value: Filter;
  /** While something is searched for, the numbers of all are of no use. */
  hideCounts: boolean;
  onChange(filter: Filter): void;
}

/** Which conversations are shown; with their number where nothing is missing to count. */
export function StatusFilter({ value, hideCounts, onChange }: Props) {
  const { t } = useTranslation(['conversations', 'common']);
  const conversations = useChat((state) => state.conversations);
  const isLoaded = useChat((state) => state.ready);
  const hasCounts = isLoaded && !hideCounts && conversations.length < keptConversations;
  const countOf = (filter: Filter) =>
    filter === 'all' ? conversations.length : conversations.filter(({ status }) => status === filter).length;
  return (
    <fieldset className={styles.filters}>
      <legend className={styles.hidden}>{t('filter.label')}</legend>
      {filters.map((filter) => (
        <label key={filter} className={styles.filter}>
          <input
            type="radio"
            className={styles.input}
            name="conversation-status"
            checked={filter === value}
            onChange={() => onChange(filter)}
          />
          {filter === 'all' ? t('filter.all') : t(`common:status_${filter}`)}
          {hasCounts && <span className={styles.count}>{countOf(filter)}</span>}
        </label>
      ))}
    </fieldset>
  );
}

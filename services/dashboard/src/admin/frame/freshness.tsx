import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../../format/format';
import { useNow } from '../../format/use-now';
import { adminErrorText } from '../error-text';
import styles from './freshness.module.css';

interface Props {
  query: { dataUpdatedAt: number; isError: boolean; error: unknown; isFetching: boolean; refetch: () => unknown };
  /** Milliseconds between two looks at the server. */
  every: number;
  /** Why it is not looked at the moment. */
  pause?: string | undefined;
}

/** Says of when the numbers are: whoever decides by them must know when they are no longer those of now. */
export function Freshness({ query, every, pause }: Props) {
  const { t, i18n } = useTranslation('admin');
  const now = useNow();
  const { dataUpdatedAt, isError, error, isFetching, refetch } = query;
  if (dataUpdatedAt === 0) return null;
  const time = clockTime(new Date(dataUpdatedAt).toISOString(), i18n.language);
  // Two looks and what one may take: an answer that is late is no answer either.
  const isStale = isError || (!pause && now - dataUpdatedAt > 2 * every + 20_000);
  return (
    <div className={styles.freshness}>
      {/* Always there, and empty while all is well: only trouble is worth being read out. */}
      <span role="status">
        {isStale && (
          <span className={styles.stale}>
            <IconAlertTriangle aria-hidden size={16} className={styles.icon} />
            <span>
              <strong>{t('fresh.asOf', { time })}</strong> {isError ? adminErrorText(t, error) : t('fresh.late')}
            </span>
          </span>
        )}
      </span>
      {!isStale && (
        <span className={styles.fresh}>
          <span aria-hidden className={styles.dot} data-paused={pause ? true : undefined} />
          {pause ? t('fresh.paused', { time, why: pause }) : t('fresh.updated', { time })}
        </span>
      )}
      <UnstyledButton
        className={styles.refresh}
        aria-label={t('fresh.refresh')}
        title={t('fresh.refresh')}
        aria-disabled={isFetching}
        onClick={() => !isFetching && refetch()}
      >
        <IconRefresh aria-hidden size={16} className={isFetching ? styles.turning : undefined} />
      </UnstyledButton>
    </div>
  );
}

import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { adminErrorText } from '../error-text';
import styles from './list-body.module.css';

interface Props {
  query: {
    isPending: boolean;
    isError: boolean;
    isFetching: boolean;
    error: unknown;
    refetch: () => unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    fetchNextPage: () => unknown;
  };
  rowCount: number;
  /** What is loaded, in words. */
  loading: string;
  /** Instead of a table without rows. */
  empty: ReactNode;
  /** How many there are, once all are here. */
  end: string;
  children: ReactNode;
}

/** A list of the server: being loaded, out of reach, empty, or there, with the next page below. */
export function ListBody({ query, rowCount, loading, empty, end, children }: Props) {
  if (query.isPending) return <LoadingRows label={loading} />;
  if (rowCount === 0) return query.isError ? <Trouble {...query} /> : empty;
  return (
    <>
      {children}
      <Foot query={query} end={end} />
    </>
  );
}

function Foot({ query, end }: Pick<Props, 'query' | 'end'>) {
  const { t } = useTranslation('admin');
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, error } = query;
  return (
    <div className={styles.foot}>
      {isFetchNextPageError && <p className={styles.footError}>{adminErrorText(t, error)}</p>}
      {hasNextPage ? (
        <Button variant="default" size="sm" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t(isFetchNextPageError ? 'list.moreAgain' : 'list.more')}
        </Button>
      ) : (
        end
      )}
    </div>
  );
}

/** Nothing could be loaded. */
export function Trouble({
  error,
  isFetching,
  refetch,
}: {
  error: unknown;
  isFetching: boolean;
  refetch: () => unknown;
}) {
  const { t } = useTranslation('admin');
  return (
    <div role="alert" className={styles.message}>
      <IconAlertTriangle aria-hidden size={36} stroke={1.5} className={styles.trouble} />
      <h2 className={styles.title}>{t('list.trouble')}</h2>
      <p className={styles.text}>{adminErrorText(t, error)}</p>
      <Button loading={isFetching} onClick={() => refetch()}>
        {t('list.again')}
      </Button>
    </div>
  );
}

/** There is nothing, and what can be done about it. */
export function Empty({
  icon,
  title,
  text,
  children,
}: {
  icon: ReactNode;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <div className={styles.message}>
      <span aria-hidden className={styles.icon}>
        {icon}
      </span>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{text}</p>
      {children}
    </div>
  );
}

export function LoadingRows({ label }: { label: string }) {
  return (
    <div role="status" className={styles.loading}>
      <span className={styles.hidden}>{label}</span>
      {[0, 1, 2, 3, 4, 5, 6, 7].map((row) => (
        <div key={row} aria-hidden className={styles.loadingRow}>
          <span className={styles.disc} />
          <span className={styles.bar} style={{ width: `${18 + ((row * 7) % 14)}%` }} />
          <span className={styles.bar} style={{ width: `${26 + ((row * 11) % 20)}%` }} />
        </div>
      ))}
    </div>
  );
}

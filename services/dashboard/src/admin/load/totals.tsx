import type { LoadAnswer } from '@samvad/contract';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Ago } from './ago';
import styles from './totals.module.css';

type Load = LoadAnswer['data'];

/** All agents' numbers together. */
export function Totals({ load: { agents, unassigned } }: { load: Load }) {
  const { t, i18n } = useTranslation('admin');
  const number = new Intl.NumberFormat(i18n.language);
  const sum = (of: (load: Load['agents'][number]) => number) =>
    number.format(agents.reduce((total, load) => total + of(load), 0));
  const online = agents.filter(({ agent }) => agent.isOnline).length;
  // ISO times of the same form sort as texts.
  const oldest = agents
    .map(({ oldestWaitingAt }) => oldestWaitingAt)
    .filter((time) => time !== null)
    .sort()[0];
  return (
    <dl className={styles.totals}>
      <Total term={t('load.online')}>
        {t('load.onlineOf', { online: number.format(online), all: number.format(agents.length) })}
      </Total>
      <Total term={t('load.open')}>{sum(({ open }) => open)}</Total>
      <Total term={t('load.pending')}>{sum(({ pending }) => pending)}</Total>
      <Total term={t('load.unread')}>{sum(({ unread }) => unread)}</Total>
      <Total
        term={t('load.waiting')}
        note={oldest && <Trans t={t} i18nKey="load.longest" components={{ ago: <Ago time={oldest} /> }} />}
      >
        {sum(({ waiting }) => waiting)}
      </Total>
      <Total
        term={t('load.unassigned')}
        isUrgent={unassigned > 0}
        note={
          unassigned > 0 && (
            <Link href={{ pathname: '/admin/conversations', query: { agent: 'none' } }} className={styles.link}>
              {t('load.assignThem')}
            </Link>
          )
        }
      >
        {number.format(unassigned)}
      </Total>
    </dl>
  );
}

interface TotalProps {
  term: string;
  /** Somebody should do something. */
  isUrgent?: boolean;
  note?: ReactNode;
  children: ReactNode;
}

function Total({ term, isUrgent, note, children }: TotalProps) {
  return (
    <div className={styles.total} data-urgent={isUrgent || undefined}>
      <dt className={styles.term}>{term}</dt>
      <dd className={styles.number}>{children}</dd>
      {note && <dd className={styles.note}>{note}</dd>}
    </div>
  );
}

import type { LoadAnswer } from '@samvad/contract';
import { useTranslation } from 'react-i18next';
import styles from './load-bar.module.css';

interface Props {
  load: Pick<LoadAnswer['data']['agents'][number], 'open' | 'pending'>;
  /** What the agent with the most has. */
  most: number;
}

/** Open and pending conversations, as long as they are many, beside the agent who has the most. */
export function LoadBar({ load: { open, pending }, most }: Props) {
  const { t } = useTranslation('admin');
  const percent = (count: number) => `${(count / most) * 100}%`;
  return (
    <span role="img" aria-label={t('load.bar', { count: open + pending, most })} className={styles.bar}>
      <span className={styles.open} style={{ inlineSize: percent(open) }} />
      <span className={styles.pending} style={{ inlineSize: percent(pending) }} />
    </span>
  );
}

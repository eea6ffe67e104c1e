import { useTranslation } from 'react-i18next';
import styles from './loading.module.css';

/** While it is not known yet what there is to show. */
export function Loading() {
  const { t } = useTranslation('messenger');
  return (
    <div className={styles.loading} role="status" aria-label={t('loading')}>
      <span />
      <span />
      <span />
    </div>
  );
}

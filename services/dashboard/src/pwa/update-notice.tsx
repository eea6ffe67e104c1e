import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './update-notice.module.css';

/** Says that there is a newer version, and leaves it to the reader when to load it. */
export function UpdateNotice({ onReload }: { onReload(): void }) {
  const { t } = useTranslation('pwa');
  const { t: common } = useTranslation();
  const [isDismissed, setIsDismissed] = useState(false);
  if (isDismissed) return null;
  return (
    <div className={styles.notice} role="status">
      <span>{t('update.ready')}</span>
      <button type="button" className={styles.reload} onClick={onReload}>
        {t('update.reload')}
      </button>
      <button
        type="button"
        className={styles.later}
        aria-label={common('dismiss')}
        onClick={() => setIsDismissed(true)}
      >
        <IconX aria-hidden size={18} />
      </button>
    </div>
  );
}

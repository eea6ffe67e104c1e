import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionBanner } from '../../connection/connection-banner';
import { DeskAlerts } from '../../desk/desk-alerts';
import { Rail } from '../../desk/rail';
import styles from './admin-frame.module.css';
import { Notice } from './notice';
import { ScrollParent } from './scroll-parent';

/** What stands around each admin page: the desk's rail, and what scrolls. */
export function AdminFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation('admin');
  const [main, setMain] = useState<HTMLElement | null>(null);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#admin-main">
        {t('skipToContent')}
      </a>
      <Rail />
      <DeskAlerts />
      <div className={styles.column}>
        <ConnectionBanner />
        <main ref={setMain} id="admin-main" tabIndex={-1} className={styles.main}>
          <ScrollParent value={main}>{children}</ScrollParent>
        </main>
        <Notice />
      </div>
    </div>
  );
}

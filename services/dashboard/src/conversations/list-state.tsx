import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './list-state.module.css';

/** What stands in the list's place, or at its edge, when there is no list to show. */
export const ListState = { Summary, Empty, Problem, Skeleton, Footer };

/** Read out when it changes, as what was found by searching does. */
function Summary({ children }: { children: ReactNode }) {
  return (
    <p role="status" className={styles.summary}>
      {children}
    </p>
  );
}

function Empty({ title, text, action }: { title: string; text?: string; action?: { label: string; run(): void } }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {text && <p className={styles.text}>{text}</p>}
      {action && (
        <button type="button" className={styles.button} onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}

function Problem({ text, onRetry }: { text: string; onRetry(): void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.empty} role="alert">
      <p className={styles.text}>{text}</p>
      <button type="button" className={styles.button} onClick={onRetry}>
        {t('tryAgain')}
      </button>
    </div>
  );
}

/** Rows to come. */
function Skeleton() {
  const { t } = useTranslation();
  return (
    <div className={styles.skeletons}>
      <p role="status" className={styles.hidden}>
        {t('loading')}
      </p>
      {[0, 1, 2, 3, 4, 5, 6].map((i) => (
        <div key={i} aria-hidden className={styles.skeleton}>
          <span className={styles.disc} />
          <span className={styles.bars}>
            <span className={styles.bar} style={{ width: `${45 + ((i * 17) % 30)}%` }} />
            <span className={styles.bar} style={{ width: `${65 + ((i * 23) % 30)}%` }} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** Below the last row. */
function Footer({ state, onRetry }: { state: 'loading' | 'failed'; onRetry(): void }) {
  const { t } = useTranslation(['conversations', 'common']);
  return (
    <div className={styles.footer}>
      {state === 'loading' ? (
        t('common:loading')
      ) : (
        <>
          {t('olderFailed')}{' '}
          <button type="button" className={styles.button} onClick={onRetry}>
            {t('common:tryAgain')}
          </button>
        </>
      )}
    </div>
  );
}

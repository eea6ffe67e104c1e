import { keepFocus } from './keep-focus';
import css from './message-list.module.css';
import { useTimeline } from './timeline-context';
import type { OlderStatus } from './use-older-messages';

/** Above the oldest message that is here. */
export function HistoryTop({ status, onRetry }: { status: OlderStatus; onRetry: () => void }) {
  const { t } = useTimeline();
  return (
    <div className={css.top}>
      {status === 'none' && t('beginning')}
      {status === 'loading' && <span className={css.spinner} role="img" aria-label={t('loadingOlder')} />}
      {status === 'failed' && (
        <>
          <span>{t('olderFailed')}</span>
          <button
            type="button"
            onClick={(event) => {
              keepFocus(event);
              onRetry();
            }}
          >
            {t('tryAgain')}
          </button>
        </>
      )}
    </div>
  );
}

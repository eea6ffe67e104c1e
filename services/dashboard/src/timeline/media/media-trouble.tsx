import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { keepFocus } from '../keep-focus';
import { useTimeline } from '../timeline-context';
import css from './media-trouble.module.css';

/** Says why there is nothing to be seen, and offers another attempt where that may help. */
export function MediaTrouble({
  kind,
  onRetry,
}: {
  kind: 'failed' | 'couldNotLoad' | 'missing';
  onRetry?: (() => void) | undefined;
}) {
  const { t } = useTimeline();
  return (
    <div className={css.trouble}>
      <IconAlertTriangle aria-hidden size={18} className={css.icon} />
      <span>{t(`media.${kind}`)}</span>
      {onRetry && (
        <button
          type="button"
          className={css.retry}
          onClick={(event) => {
            keepFocus(event);
            onRetry();
          }}
        >
          <IconRefresh aria-hidden size={16} />
          {t('tryAgain')}
        </button>
      )}
    </div>
  );
}

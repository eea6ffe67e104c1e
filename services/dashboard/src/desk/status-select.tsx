import type { ConversationStatus } from '@samvad/client';
import { useTranslation } from 'react-i18next';
import styles from './pill.module.css';
import type { useConversationUpdate } from './use-conversation-update';

const statuses = ['open', 'pending', 'resolved', 'closed'] as const satisfies readonly ConversationStatus[];

/** How a conversation stands; a choice of the browser's own, which every phone and screen reader knows. */
export function StatusSelect({
  update: { shown, isPending, update },
}: {
  update: ReturnType<typeof useConversationUpdate>;
}) {
  const { t } = useTranslation(['desk', 'common']);
  return (
    <span className={styles.pill} data-status={shown.status} data-pending={isPending || undefined}>
      <span aria-hidden className={styles.dot} />
      <select
        className={styles.select}
        aria-label={t('status')}
        value={shown.status}
        onChange={(event) => {
          const status = event.currentTarget.value as ConversationStatus;
          void update({ status }, { failed: t('statusFailed'), tryAgain: t('common:tryAgain') });
        }}
      >
        {statuses.map((status) => (
          <option key={status} value={status}>
            {t(`common:status_${status}`)}
          </option>
        ))}
      </select>
    </span>
  );
}

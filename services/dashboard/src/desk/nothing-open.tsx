import { IconBell, IconMessages } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChat } from '../session/session-provider';
import styles from './nothing-open.module.css';
import { askForNotifications, notificationPermission } from './notify/browser-notification';
import { changeSettings, useSettings } from './notify/settings';

/** Beside the list, while no conversation is open: what there is to do, and how to get there fastest. */
export function NothingOpen({ onShortcuts }: { onShortcuts(): void }) {
  const { t } = useTranslation('desk');
  const isLoaded = useChat((state) => state.ready);
  const hasAny = useChat((state) => state.conversations.length > 0);
  const unread = useChat(
    ({ me, conversations }) =>
      conversations.filter((one) => one.unreadCount > 0 && one.assignedSupportId === me?.id).length,
  );
  // Whether there is nothing to do cannot be said yet.
  if (!isLoaded) return null;
  return (
    <div className={styles.empty}>
      <IconMessages aria-hidden size={56} stroke={1.2} className={styles.icon} />
      <h2 className={styles.title}>
        {!hasAny ? t('nothing.none') : unread > 0 ? t('nothing.unread', { count: unread }) : t('nothing.allRead')}
      </h2>
      <p className={styles.text}>{t(hasAny ? 'nothing.choose' : 'nothing.wait')}</p>
      {hasAny && (
        <p className={styles.keys}>
          <kbd>↑</kbd> <kbd>↓</kbd> <span>{t('nothing.move')}</span> <kbd>Enter</kbd> <span>{t('nothing.open')}</span>{' '}
          <kbd>/</kbd> <span>{t('nothing.search')}</span>
        </p>
      )}
      <NotificationOffer />
      <button type="button" className={styles.button} onClick={onShortcuts}>
        {t('nothing.shortcuts')}
      </button>
    </div>
  );
}

/** Browsers ask only in answer to a click; gone once it is answered, or not wanted. */
function NotificationOffer() {
  const { t } = useTranslation('desk');
  const { notifications } = useSettings();
  const [permission, setPermission] = useState(notificationPermission);
  if (permission !== 'default' || !notifications) return null;
  return (
    <button
      type="button"
      className={styles.offer}
      onClick={async () => {
        changeSettings({ notifications: true });
        setPermission(await askForNotifications());
      }}
    >
      <IconBell aria-hidden size={18} />
      {t('nothing.notify')}
    </button>
  );
}

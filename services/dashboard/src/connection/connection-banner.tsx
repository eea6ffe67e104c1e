import { IconCloudOff, IconLoader2, IconServerOff, IconWifiOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../format/format';
import { useClient } from '../session/session-provider';
import styles from './connection-banner.module.css';
import { useDeviceOnline } from './use-device-online';
import { type Trouble, useTrouble } from './use-trouble';
import { useWaitingCount } from './use-waiting-count';

/** Says what is the matter with the connection, if anything, and what becomes of what is written meanwhile. */
export function ConnectionBanner() {
  const trouble = useTrouble();
  // Always there: a live region that appears with its text is not read out.
  return (
    <div role="status" aria-live="polite" className={styles.region}>
      {trouble && <Banner trouble={trouble} />}
    </div>
  );
}

function Banner({ trouble: { connection, since } }: { trouble: Trouble }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const isDeviceOnline = useDeviceOnline();
  const waiting = useWaitingCount();
  const time = clockTime(new Date(since).toISOString(), i18n.language);
  const { status } = connection;
  const kind = status === 'offline' && !isDeviceOnline ? 'deviceOffline' : status;
  const isPassing = status === 'connecting' || status === 'syncing';
  const Icon =
    kind === 'deviceOffline'
      ? IconWifiOff
      : isPassing
        ? IconLoader2
        : status === 'refused'
          ? IconServerOff
          : IconCloudOff;
  return (
    <div className={styles.banner} data-kind={isPassing ? 'passing' : 'down'}>
      <Icon aria-hidden size={18} className={isPassing ? styles.turning : undefined} />
      <p className={styles.text}>
        <strong>{titleOf()}</strong> {waiting > 0 && t('connection.waiting', { count: waiting })}
      </p>
      {status === 'offline' && isDeviceOnline && (
        <button type="button" className={styles.button} onClick={() => client.wake()}>
          {t('connection.tryNow')}
        </button>
      )}
    </div>
  );

  function titleOf(): string {
    if (connection.status === 'refused') {
      if (connection.code === 'OVERLOADED') return t('connection.overloaded');
      return t('connection.refused', { code: connection.code });
    }
    if (kind === 'deviceOffline') return t('connection.deviceOffline', { time });
    if (connection.status === 'syncing') return t('connection.syncing');
    if (connection.status === 'connecting') return t('connection.connecting', { time });
    return t('connection.offline', { time });
  }
}

import type { Profile } from '@samvad/client';
import { useTranslation } from 'react-i18next';
import { useIsConnected } from '../connection/use-is-connected';
import { fullTime, timeAgo } from '../format/format';
import { useNow } from '../format/use-now';

/** “Online now”, “Last seen 2 minutes ago”. Claims nothing about now while we are not connected ourselves. */
export function PresenceText({ profile: { isOnline, lastSeen } }: { profile: Pick<Profile, 'isOnline' | 'lastSeen'> }) {
  const { t, i18n } = useTranslation();
  const isConnected = useIsConnected();
  const now = useNow();
  if (isOnline) return <span>{t(isConnected ? 'onlineNow' : 'wasOnline')}</span>;
  if (!lastSeen) return <span>{t('notOnline')}</span>;
  return (
    <time dateTime={lastSeen} title={fullTime(lastSeen, i18n.language)}>
      {now - Date.parse(lastSeen) < 60_000
        ? t('lastSeenNow')
        : t('lastSeen', { ago: timeAgo(lastSeen, i18n.language, now) })}
    </time>
  );
}

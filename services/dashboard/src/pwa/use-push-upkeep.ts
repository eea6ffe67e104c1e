import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useChat, useClient } from '../session/session-provider';

/**
 * Keeps push messages coming to whoever has switched them on, and to nobody else: with the key that the server has now, in
 * the language that is spoken now.
 */
export function usePushUpkeep(): void {
  const client = useClient();
  const me = useChat((state) => state.me?.id);
  const isOnline = useChat((state) => state.connection.status === 'online');
  const { language } = useTranslation().i18n;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person or language is another subscription
  useEffect(() => {
    if (me !== undefined && !isOnline) return;
    import('./push').then(({ refreshPush }) => refreshPush(client)).catch(() => {});
  }, [client, me, isOnline, language]);
}

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChat } from '../session/session-provider';
import type { Opening } from '../session/use-open-conversation';
import css from './timeline.module.css';

const slowMilliseconds = 8_000;
/** Of bubbles that may come: shares of the width, and the side. */
const bubbles = [
  [0.5, 'start'],
  [0.35, 'start'],
  [0.6, 'end'],
  [0.3, 'end'],
  [0.45, 'start'],
  [0.55, 'end'],
] as const;

/** In place of the messages while they are loaded, or why they are not. */
export function LoadingMessages({ opening }: { opening: Opening | undefined }) {
  const { t } = useTranslation('timeline');
  const isOffline = useChat(({ connection }) => connection.status === 'offline');
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), slowMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  if (opening?.status === 'failed' || opening?.status === 'gone')
    return (
      <div role="log" aria-label={t('messages')} className={css.empty}>
        <strong role="alert">{t(opening.status === 'gone' ? 'gone' : 'openFailed')}</strong>
        <button type="button" className={css.retry} onClick={opening.retry}>
          {t('tryAgain')}
        </button>
      </div>
    );
  return (
    <div role="log" aria-label={t('messages')} aria-busy="true" className={css.loading}>
      <span className={css.hidden}>{t('loading')}</span>
      {(isOffline || isSlow) && <p className={css.why}>{t(isOffline ? 'offline' : 'slow')}</p>}
      {bubbles.map(([share, side]) => (
        <div key={share} className={css.bone} style={{ inlineSize: `${share * 100}%`, alignSelf: side }} />
      ))}
    </div>
  );
}

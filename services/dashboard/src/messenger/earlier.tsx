import { IconMessages } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { previewText } from '../conversations/preview';
import { rowTime } from '../format/format';
import { useNow } from '../format/use-now';
import { useChat } from '../session/session-provider';
import { inertLine } from '../text/inert';
import buttons from './button.module.css';
import { isGoingOn } from './current-conversation';
import styles from './earlier.module.css';
import { Notice } from './notice';
import { PlaceLink } from './place-link';

/** The conversations that have ended, newest first. */
export function Earlier() {
  const { t, i18n } = useTranslation('messenger');
  const { t: common } = useTranslation();
  const now = useNow();
  const conversations = useChat((state) => state.conversations);
  const ended = conversations.filter((conversation) => !isGoingOn(conversation));
  return (
    <div className={styles.view}>
      {ended.length === 0 ? (
        <Notice icon={IconMessages} title={t('earlier.empty')} />
      ) : (
        <ul className={styles.list}>
          {ended.map(({ _id, subject, status, support, lastMessage, updatedAt }) => (
            <li key={_id}>
              <PlaceLink href={`/chat?id=${encodeURIComponent(_id)}`} className={styles.row}>
                <span className={styles.top}>
                  <bdi className={styles.subject}>
                    {inertLine(subject ?? '') || (support && inertLine(support.name)) || t('earlier.noSubject')}
                  </bdi>
                  <time className={styles.time} dateTime={updatedAt}>
                    {rowTime(updatedAt, i18n.language, now)}
                  </time>
                </span>
                <span className={styles.last}>
                  {lastMessage && <bdi>{previewText(lastMessage)}</bdi>}
                  <span className={styles.status}>{common(`status_${status}`)}</span>
                </span>
              </PlaceLink>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.foot}>
        {ended.length === conversations.length ? (
          <PlaceLink href="/chat?view=new" className={buttons.filled}>
            {t('ended.startNew')}
          </PlaceLink>
        ) : (
          <PlaceLink href="/chat" className={buttons.quiet}>
            {t('earlier.current')}
          </PlaceLink>
        )}
      </div>
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import { useChat } from '../session/session-provider';
import { useConversation } from '../session/use-conversation';
import { currentConversation, isGoingOn } from './current-conversation';
import styles from './ended.module.css';
import { PlaceLink } from './place-link';

/** Says quietly that the conversation is over. That writing reopens it is said where it is written. */
export function Ended({ id }: { id: string }) {
  const { t } = useTranslation('messenger');
  const conversation = useConversation(id);
  const hasCurrent = useChat((state) => currentConversation(state.conversations) !== undefined);
  // Always there: a live region that appears with its text is not read out.
  return (
    <div role="status" className={styles.region}>
      {conversation && !isGoingOn(conversation) && (
        <p className={styles.line}>
          <span>{t(conversation.status === 'closed' ? 'ended.closed' : 'ended.resolved')}</span>{' '}
          {hasCurrent ? (
            <PlaceLink href="/chat">{t('earlier.current')}</PlaceLink>
          ) : (
            <PlaceLink href="/chat?view=new">{t('ended.startNew')}</PlaceLink>
          )}
        </p>
      )}
    </div>
  );
}

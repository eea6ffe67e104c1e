import type { Conversation } from '@samvad/client';
import { IconArrowLeft, IconLayoutSidebarRight } from '@tabler/icons-react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '../presence/avatar';
import { PresenceText } from '../presence/presence-text';
import { useChat } from '../session/session-provider';
import { inertLine } from '../text/inert';
import { Name } from '../text/name';
import { AssignButton } from './assign-button';
import styles from './chat-header.module.css';
import { ColleaguesHere } from './colleagues-here';
import { StatusSelect } from './status-select';
import { useConversationUpdate } from './use-conversation-update';
import type { Panel } from './use-panel';

interface Props {
  conversation: Conversation;
  onBack(): void;
  panel: Panel;
  toggleRef: Ref<HTMLButtonElement>;
}

/** Who a conversation is with, whose it is, and how it stands. */
export function ChatHeader({ conversation, onBack, panel, toggleRef }: Props) {
  const { t } = useTranslation(['desk', 'common']);
  const { _id, user, subject } = conversation;
  const update = useConversationUpdate(conversation);
  const isTyping = useChat((state) => state.typing[_id]?.some(({ userId }) => userId === user.id) ?? false);
  const hasSubject = subject !== null && inertLine(subject) !== '';
  return (
    <header className={styles.header}>
      <button
        type="button"
        className={styles.iconButton}
        aria-label={t('common:back')}
        title={t('common:back')}
        onClick={onBack}
      >
        <IconArrowLeft aria-hidden size={22} className={styles.arrow} />
      </button>
      <PersonAvatar profile={user} size={40} withPresence />
      <div className={styles.who}>
        <h2 className={styles.name} tabIndex={-1}>
          <Name>{user.name}</Name>
        </h2>
        <p className={styles.presence}>
          {isTyping ? <span className={styles.typing}>{t('typing')}</span> : <PresenceText profile={user} />}
          {hasSubject && (
            <span className={styles.subject}>
              {' · '}
              <bdi>{inertLine(subject)}</bdi>
            </span>
          )}
        </p>
      </div>
      <div className={styles.tools}>
        <ColleaguesHere conversationId={_id} customerId={user.id} />
        <AssignButton conversation={conversation} update={update} />
        <StatusSelect update={update} />
      </div>
      <button
        ref={toggleRef}
        type="button"
        className={styles.iconButton}
        aria-label={t('panel.toggle')}
        title={t('panel.toggle')}
        aria-expanded={panel.isOpen}
        onClick={panel.toggle}
      >
        <IconLayoutSidebarRight aria-hidden size={22} stroke={1.75} className={styles.arrow} />
      </button>
    </header>
  );
}

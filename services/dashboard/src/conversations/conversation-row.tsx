import type { Conversation } from '@samvad/client';
import { IconAlertCircle, IconClock, IconFile, IconMicrophone, IconPhoto, IconVideo } from '@tabler/icons-react';
import { type MouseEvent, memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useHasDraft } from '../composer/use-draft';
import { PersonAvatar } from '../presence/avatar';
import { useChat } from '../session/session-provider';
import { inertLine } from '../text/inert';
import { Name } from '../text/name';
import styles from './conversation-row.module.css';
import { contains, Highlight } from './highlight';
import { previewText } from './preview';
import { RowTime } from './row-time';

const typeIcons = { image: IconPhoto, video: IconVideo, audio: IconMicrophone, file: IconFile } as const;

interface Props {
  conversation: Conversation;
  isSelected: boolean;
  /** The one row that Tab comes to; arrow keys go to the others. */
  isTabStop: boolean;
  /** Marked where it is found. */
  query: string;
  onOpen(conversationId: string): void;
}

/** One conversation of a list. Renders again when its own data change, and for nobody else's. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  isSelected,
  isTabStop,
  query,
  onOpen,
}: Props) {
  const { t } = useTranslation(['conversations', 'common']);
  const { _id, user, lastMessage, unreadCount, status, subject, updatedAt } = conversation;
  const meId = useChat((state) => state.me?.id);
  const typists = useChat((state) => state.typing[_id]);
  const viewers = useChat((state) => state.viewers[_id]);
  const unsent = useChat((state) => state.outbox.findLast((entry) => entry.conversationId === _id));
  const hasFailed = useChat((state) =>
    state.outbox.some((entry) => entry.conversationId === _id && entry.state === 'failed'),
  );
  const name = inertLine(user.name);
  const typist = typists?.[0];
  const hasDraft = useHasDraft(_id) && !isSelected;

  const latest = unsent ?? lastMessage;
  const text = latest ? previewText(latest) : t('noMessages');
  const isMine = unsent !== undefined || lastMessage?.senderId === meId;
  const isColleagues =
    !isMine && lastMessage !== null && lastMessage.senderId !== user.id && lastMessage.messageType !== 'system';
  const sender = isMine
    ? t('common:you')
    : isColleagues && lastMessage
      ? inertLine(lastMessage.sender.name)
      : undefined;
  const Icon =
    latest && latest.messageType in typeIcons ? typeIcons[latest.messageType as keyof typeof typeIcons] : undefined;
  const subjectText = subject ? inertLine(subject) : '';
  const searched = query.trim();
  const isElsewhere = searched !== '' && ![name, subjectText, text].some((one) => contains(one, searched));
  const time = unsent?.createdAt ?? lastMessage?.createdAt ?? updatedAt;

  const onClick = (event: MouseEvent) => {
    // Another tab or window, as for any link.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(_id);
  };

  return (
    <a
      href={`/c?id=${encodeURIComponent(_id)}`}
      className={styles.row}
      data-conversation={_id}
      data-unread={unreadCount > 0 || undefined}
      aria-current={isSelected || undefined}
      tabIndex={isTabStop ? 0 : -1}
      draggable={false}
      onClick={onClick}
    >
      <PersonAvatar profile={user} size={44} withPresence />
      <span className={styles.body}>
        <span className={styles.line}>
          <span className={styles.name}>
            {searched ? (
              <bdi>
                <Highlight text={name} query={searched} />
              </bdi>
            ) : (
              <Name>{user.name}</Name>
            )}
          </span>
          <Hidden>
            {t(user.isOnline ? 'common:onlineNow' : 'common:notOnline')}
            {status === 'open' && `, ${t('common:status_open')}`}
          </Hidden>
          <span className={styles.time}>
            <RowTime time={time} />
          </span>
        </span>
        <span className={styles.line}>
          <span className={styles.preview}>
            {typist ? (
              <span className={styles.typing}>
                {typist.userId === user.id ? t('typing') : t('common:isTyping', { name: inertLine(typist.userName) })}
              </span>
            ) : (
              <>
                {hasDraft && <span className={styles.draft}>{t('draft')}</span>}
                {sender && <span className={styles.sender}>{`${sender}: `}</span>}
                {Icon && <Icon aria-hidden size={15} className={styles.type} />}
                <bdi>
                  <Highlight text={text} query={searched} />
                </bdi>
              </>
            )}
          </span>
          {status !== 'open' && (
            <span className={styles.status} data-status={status}>
              {t(`common:status_${status}`)}
            </span>
          )}
          {hasFailed ? (
            <IconAlertCircle aria-hidden size={18} className={styles.failed} />
          ) : (
            unsent && <IconClock aria-hidden size={16} className={styles.queued} />
          )}
          {(hasFailed || unsent) && <Hidden>{t(hasFailed ? 'failed' : 'queued')}</Hidden>}
          {unreadCount > 0 && (
            <span className={styles.badge}>
              <span aria-hidden>{unreadCount > 99 ? '99+' : unreadCount}</span>
              <Hidden>{t('common:unread', { count: unreadCount })}</Hidden>
            </span>
          )}
          {viewers && (
            <Hidden>{t('viewing', { names: viewers.map(({ userName }) => inertLine(userName)).join(', ') })}</Hidden>
          )}
        </span>
        {searched && (isElsewhere || (subjectText && contains(subjectText, searched))) && (
          <span className={styles.extra}>
            {isElsewhere ? t('foundElsewhere') : <Highlight text={subjectText} query={searched} />}
          </span>
        )}
      </span>
    </a>
  );
});

/** For screen readers: the row's name is all that stands in it. */
function Hidden({ children }: { children: ReactNode }) {
  return (
    <span className={styles.hidden}>
      {', '}
      {children},{' '}
    </span>
  );
}

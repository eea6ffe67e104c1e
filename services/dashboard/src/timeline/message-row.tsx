import type { ChatMessage } from '@samvad/client';
import { memo, type RefObject, useId, useLayoutEffect, useRef } from 'react';
import { Name } from '../text/name';
import { CopyButton } from './copy-button';
import { DaySeparator } from './day-separator';
import { FailedSend } from './failed-send';
import { MessageBody } from './message-body';
import { MessageMeta } from './message-meta';
import css from './message-row.module.css';
import type { Place } from './rows';
import { isOurs } from './side';
import { useTimeline } from './timeline-context';

interface Props extends Place {
  message: ChatMessage;
  /** The line of new messages is above it. */
  hasLine: boolean;
}

/** One message. Renders again when it, or what stands beside it, changes; never for scrolling. */
export const MessageRow = memo(function MessageRow({ message, startsDay, startsGroup, endsGroup, hasLine }: Props) {
  const { t } = useTimeline();
  return (
    <div className={css.row}>
      {startsDay && <DaySeparator time={message.createdAt} />}
      {hasLine && (
        <div className={css.line}>
          <span>{t('newMessages')}</span>
        </div>
      )}
      {message.messageType === 'system' ? (
        <SystemMessage message={message} />
      ) : (
        <PersonMessage message={message} startsGroup={startsGroup || hasLine} endsGroup={endsGroup} />
      )}
    </div>
  );
});

function PersonMessage({ message, startsGroup, endsGroup }: Pick<Props, 'message' | 'startsGroup' | 'endsGroup'>) {
  const { me, t } = useTimeline();
  const id = useId();
  const article = useRef<HTMLElement>(null);
  useKeepFocus(article);
  const { sender, senderId } = message;
  const isOwn = senderId === me.id;
  // Of the two of a conversation one is oneself and the other in its title; several agents may write, though.
  const showsName = startsGroup && !isOwn && sender.role !== 'User';
  const isBare = message.messageType !== 'text' || message.mediaId !== null || message.file !== undefined;
  return (
    <article
      ref={article}
      className={css.message}
      data-side={isOurs(message, me) ? 'ours' : 'theirs'}
      data-own={isOwn || undefined}
      data-starts={startsGroup || undefined}
      data-ends={endsGroup || undefined}
      data-media={isBare || undefined}
      tabIndex={-1}
      aria-labelledby={`${id}n ${id}b ${id}m`}
    >
      <span id={`${id}n`} className={showsName ? css.name : css.hidden}>
        {isOwn ? t('you') : <Name>{sender.name}</Name>}
      </span>
      <div className={css.bubble}>
        <div id={`${id}b`} className={css.body}>
          <MessageBody message={message} />
        </div>
        <MessageMeta id={`${id}m`} message={message} />
      </div>
      {message.content !== '' && <CopyButton text={message.content} />}
      {message.state === 'failed' && <FailedSend message={message} />}
    </article>
  );
}

function SystemMessage({ message }: { message: ChatMessage }) {
  const article = useRef<HTMLElement>(null);
  useKeepFocus(article);
  return (
    <article ref={article} className={css.system} tabIndex={-1}>
      <MessageBody message={message} />
    </article>
  );
}

/** A row that is scrolled out of sight is taken away: what had the focus in it hands it to the list. */
function useKeepFocus(article: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = article.current;
    const log = element?.closest<HTMLElement>('[role="log"]');
    return () => {
      if (element?.contains(document.activeElement)) log?.focus({ preventScroll: true });
    };
  }, [article]);
}

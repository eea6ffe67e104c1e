import { useChat } from '../session/session-provider';
import { isolated } from '../text/inert';
import css from './message-list.module.css';
import { useTimeline } from './timeline-context';

/** Who else is typing, below the newest message. Not announced: it comes and goes too often. */
export function TypingLine() {
  const { conversationId, t } = useTimeline();
  const typists = useChat(({ typing }) => typing[conversationId]);
  const first = typists?.[0];
  return (
    <div className={css.typing}>
      {first && (
        <>
          <span className={css.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span>{typists.length === 1 ? t('typingOne', { name: isolated(first.userName) }) : t('typingMany')}</span>
        </>
      )}
    </div>
  );
}

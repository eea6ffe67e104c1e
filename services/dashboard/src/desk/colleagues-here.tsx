import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '../presence/avatar';
import { useChat } from '../session/session-provider';
import { inertLine } from '../text/inert';
import styles from './colleagues-here.module.css';

const most = 3;

/** The colleagues who have the conversation before them, or write in it. The composer says so in a sentence. */
export function ColleaguesHere({ conversationId, customerId }: { conversationId: string; customerId: string }) {
  const { t, i18n } = useTranslation('desk');
  const viewers = useChat((state) => state.viewers[conversationId]);
  const typists = useChat((state) => state.typing[conversationId]);
  const typing = typists?.filter(({ userId }) => userId !== customerId) ?? [];
  const people = [...typing, ...(viewers ?? []).filter(({ userId }) => !typing.some((one) => one.userId === userId))];
  if (people.length === 0) return null;
  const names = new Intl.ListFormat(i18n.language).format(people.map(({ userName }) => inertLine(userName)));
  const text = t(typing.length > 0 ? 'colleagues.typing' : 'colleagues.here', { count: people.length, names });
  return (
    <span
      className={styles.people}
      role="img"
      aria-label={text}
      title={text}
      data-typing={typing.length > 0 || undefined}
    >
      <IconEye aria-hidden size={16} />
      {people.slice(0, most).map(({ userId, userName }) => (
        <PersonAvatar
          key={userId}
          profile={{ id: userId, name: userName, avatarUrl: null, isOnline: true }}
          size={24}
        />
      ))}
      {people.length > most && <span className={styles.more}>+{people.length - most}</span>}
    </span>
  );
}

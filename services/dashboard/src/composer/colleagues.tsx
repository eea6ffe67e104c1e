import { IconEye, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChat } from '../session/session-provider';
import { inertLine } from '../text/inert';
import classes from './composer.module.css';

/** For agents: which colleagues write in this conversation, or have it before them. */
export function Colleagues({ conversationId }: { conversationId: string }) {
  const { t, i18n } = useTranslation('composer');
  const typists = useChat((state) => state.typing[conversationId]);
  const viewers = useChat((state) => state.viewers[conversationId]);
  const customerId = useChat((state) => state.conversations.find(({ _id }) => _id === conversationId)?.user.id);
  const typing = (typists ?? []).filter(({ userId }) => userId !== customerId);
  const people = typing.length > 0 ? typing : (viewers ?? []);
  if (people.length === 0) return null;
  const [Icon, text] = typing.length > 0 ? ([IconPencil, 'typing'] as const) : ([IconEye, 'viewing'] as const);
  const names = people.map(({ userName }) => `\u2068${inertLine(userName)}\u2069`);
  return (
    <p className={classes.hint} data-urgent={typing.length > 0 ? '' : undefined}>
      <Icon size={16} aria-hidden />
      <span>{t(text, { count: people.length, names: new Intl.ListFormat(i18n.language).format(names) })}</span>
    </p>
  );
}

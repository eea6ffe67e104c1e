import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChat } from '../session/session-provider';
import classes from './composer.module.css';

/** Where the conversation has ended: that writing is no mistake. */
export function ReopenHint({ conversationId, isAgent }: { conversationId: string; isAgent: boolean }) {
  const { t } = useTranslation('composer');
  const status = useChat((state) => state.conversations.find(({ _id }) => _id === conversationId)?.status);
  if (status !== 'closed' && status !== 'resolved') return null;
  return (
    <p className={classes.hint}>
      <IconInfoCircle size={16} aria-hidden />
      <span>{t(`reopens.${isAgent ? status : 'customer'}`)}</span>
    </p>
  );
}

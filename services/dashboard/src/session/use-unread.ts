import { useChat } from './session-provider';

/** Messages that wait for this person. An admin sees everybody's conversations, and is called to none but their own. */
export function useUnread(): number {
  return useChat(({ me, conversations, unreadTotal }) => {
    if (me?.role !== 'Admin') return unreadTotal;
    return conversations.reduce((total, one) => total + (one.assignedSupportId === me.id ? one.unreadCount : 0), 0);
  });
}

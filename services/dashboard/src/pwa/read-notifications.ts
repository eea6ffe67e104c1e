import { useEffect } from 'react';
import { useChat, useClient } from '../session/session-provider';

/** Takes away the notifications of conversations that have been read, here or on another device. */
export function useReadNotifications(): void {
  const { store } = useClient();
  const unread = useChat((state) => state.unreadTotal);
  // biome-ignore lint/correctness/useExhaustiveDependencies: to be looked at again when something was read
  useEffect(() => {
    void closeRead((id) => store.getSnapshot().conversations.find((one) => one._id === id)?.unreadCount === 0);
  }, [store, unread]);
}

async function closeRead(isRead: (conversationId: string) => boolean): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await registration?.getNotifications()) ?? [])
    if (isRead(notification.tag)) notification.close();
}

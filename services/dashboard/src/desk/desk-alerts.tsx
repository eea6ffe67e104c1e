import { useRouter } from 'next/router';
import { UnreadBadge } from './notify/unread-badge';
import { useMessageAlerts } from './notify/use-message-alerts';

/** Tells an agent of messages wherever they are in the desk; `shownId` is the conversation before them. */
export function DeskAlerts({ shownId }: { shownId?: string | undefined }) {
  const router = useRouter();
  useMessageAlerts({ shownId, open: (id) => void router.push({ pathname: '/c', query: { id } }) });
  return <UnreadBadge />;
}

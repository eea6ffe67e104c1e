import { useRouter } from 'next/router';
import { useCallback } from 'react';
import { UnreadBadge } from '../desk/notify/unread-badge';
import { useMessageAlerts } from '../desk/notify/use-message-alerts';

/** Sound, title and icon, while something unread is not before the customer's eyes. */
export function Alerts({ shownId }: { shownId: string | undefined }) {
  const router = useRouter();
  const open = useCallback(
    (id: string) => void router.push({ pathname: '/chat', query: { id } }, undefined, { shallow: true }),
    [router],
  );
  useMessageAlerts({ shownId, open });
  return <UnreadBadge />;
}

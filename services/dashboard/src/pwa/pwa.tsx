import { useReadNotifications } from './read-notifications';
import { UpdateNotice } from './update-notice';
import { useNewVersion } from './use-new-version';
import { usePushUpkeep } from './use-push-upkeep';
import { useWorkerMessages } from './use-worker-messages';
import type { Face } from './worker-messages';

interface Props {
  face: Face;
  /** The conversation that this page shows. */
  shownId: string | undefined;
  /** Shows another, of which a notification was chosen. Always the same function. */
  open(conversationId: string): void;
}

/** The service worker and what hangs on it, for as long as a face is shown: keeping for offline, updates, push messages. */
export function Pwa({ face, shownId, open }: Props) {
  const reload = useNewVersion(face);
  useWorkerMessages({ shownId, open });
  useReadNotifications();
  usePushUpkeep();
  return reload && <UpdateNotice onReload={reload} />;
}

import type { ChatMessage } from '@samvad/client';
import { useEffect, useState } from 'react';
import { useTimeline } from '../timeline-context';

/**
 * The file of a message that is on its way, or has just gone, as a url: what is here already need not come back over the
 * network. Stays the same as long as the row is shown.
 */
export function useLocalFile({ clientMessageId, mediaId, senderId }: ChatMessage): string | undefined {
  const { client, me } = useTimeline();
  const isOwn = senderId === me.id && clientMessageId !== null;
  const [wanted] = useState(isOwn && mediaId?.status !== 'ready');
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const file = wanted && clientMessageId !== null ? client.fileOf(clientMessageId) : undefined;
    if (!file) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(undefined);
    };
  }, [client, clientMessageId, wanted]);
  return url;
}

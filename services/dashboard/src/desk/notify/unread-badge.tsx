import Head from 'next/head';
import { useEffect } from 'react';
import { useUnread } from '../../session/use-unread';
import { showCount, titleWith } from './badge';

/** The number of unread messages where it is seen from other tabs: in the title and in the icon. */
export function UnreadBadge() {
  const unread = useUnread();
  useEffect(() => {
    showCount(unread);
    return () => showCount(0);
  }, [unread]);
  return (
    <Head>
      <title key="title">{titleWith(unread, 'Samvad')}</title>
    </Head>
  );
}

import dynamic from 'next/dynamic';
import Head from 'next/head';
import { useRouter } from 'next/router';
import { useCallback, useEffect, useState } from 'react';
import { withTexts } from '../i18n/i18n';
import { watchInstalling } from '../pwa/install';
import { Pwa } from '../pwa/pwa-loader';
import { RequireRole } from '../session/require-role';
import { useChat } from '../session/session-provider';
import styles from './messenger.module.css';
import { useVisibleArea } from './use-visible-area';

// Each on its own: whoever comes for the first time waits for the form, not for the chat.
const CustomerView = dynamic(
  () => withTexts(import('./customer-view'), 'timeline', 'composer').then((module) => module.CustomerView),
  { ssr: false },
);
const Entrance = dynamic(() => import('./entrance').then((module) => module.Entrance), { ssr: false });

/** As `_app` has it, and to the edges of the screen: what lies under a notch is padded here. */
const viewport = 'width=device-width, initial-scale=1, interactive-widget=resizes-content, viewport-fit=cover';

watchInstalling();

/** The customers' messenger: one person, one conversation. */
export function Messenger() {
  const isSignedIn = useChat((state) => state.me !== null);
  const router = useRouter();
  const [shownId, setShownId] = useState<string>();
  useVisibleArea();
  const open = useCallback(
    (id: string) => void router.push({ pathname: '/chat', query: { id } }, undefined, { shallow: true }),
    [router],
  );
  useEffect(() => {
    if (!isSignedIn) setShownId(undefined);
  }, [isSignedIn]);
  return (
    <>
      <Head>
        <meta name="viewport" content={viewport} />
      </Head>
      {isSignedIn ? (
        <RequireRole face="messenger">
          <div className={styles.page}>
            <CustomerView onShow={setShownId} />
          </div>
        </RequireRole>
      ) : (
        <Entrance />
      )}
      <Pwa face="messenger" shownId={shownId} open={open} />
    </>
  );
}

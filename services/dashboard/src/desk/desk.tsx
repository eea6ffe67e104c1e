import dynamic from 'next/dynamic';
import Router from 'next/router';
import { Pwa } from '../pwa/pwa-loader';
import { RequireRole } from '../session/require-role';
import { mayBeSignedIn, useChat } from '../session/session-provider';
import { useAddress } from './address';

// Each on its own: whoever signs in does not wait for the desk's code, nor the desk for the form's.
const loadDesk = () => import('./signed-in-desk').then((module) => module.SignedInDesk);
const loadSignIn = () => import('../sign-in/sign-in').then((module) => module.SignIn);
const SignedInDesk = dynamic(loadDesk, { ssr: false });
const SignIn = dynamic(loadSignIn, { ssr: false });

/** Asks for what the desk's pages will show before they have found that out: a round trip less. */
export function preloadDesk(): void {
  void (mayBeSignedIn() ? loadDesk() : loadSignIn());
}

const openFromNotification = (id: string) => void Router.push({ pathname: '/c', query: { id } });

/** The agents' dashboard. */
export function Desk() {
  const personId = useChat((state) => state.me?.id);
  const { id } = useAddress();
  return (
    <>
      {personId === undefined ? (
        <SignIn />
      ) : (
        <RequireRole face="desk">
          {/* Another person, another desk: no filter, search or scroll position of the one before. */}
          <SignedInDesk key={personId} />
        </RequireRole>
      )}
      <Pwa face="desk" shownId={id} open={openFromNotification} />
    </>
  );
}

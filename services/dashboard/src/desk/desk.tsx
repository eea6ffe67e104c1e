import dynamic from 'next/dynamic';
import Router from 'next/router';
import { Pwa } from '../pwa/pwa-loader';
import { RequireRole } from '../session/require-role';
import { useChat } from '../session/session-provider';
import { useAddress } from './address';

// Each on its own: whoever signs in does not wait for the desk's code, nor the desk for the form's.
const SignedInDesk = dynamic(() => import('./signed-in-desk').then((module) => module.SignedInDesk), { ssr: false });
const SignIn = dynamic(() => import('../sign-in/sign-in').then((module) => module.SignIn), { ssr: false });

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

import { useCallback } from 'react';
import { forgetPerson } from './forget-person';
import { sessionEnd } from './session-end';
import { useClient } from './session-provider';

/** Milliseconds that a server which does not answer may keep somebody from signing out. */
const patience = 2_000;

/** Signs out, and clears everything that this browser keeps of the person. Where they were, people sign in again. */
export function useSignOut(): () => Promise<void> {
  const client = useClient();
  return useCallback(async () => {
    sessionEnd.wanted();
    // The client forgets the sign-in first of all: it is gone even if this page is left in the middle of the rest. With it the
    // server forgets where to push to.
    const ended = Promise.all([client.auth.logout(), endPush().catch(() => {})]);
    await Promise.race([ended, pause(patience)]);
    // Last: what is shown may keep something, such as a draft, until it is gone from the page.
    await forgetPerson();
  }, [client]);
}

async function endPush(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

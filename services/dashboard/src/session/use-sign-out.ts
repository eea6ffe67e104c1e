import type { ChatClient } from '@samvad/client';
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
    await Promise.race([endPush(client).catch(() => {}), pause(patience)]);
    await Promise.race([client.auth.logout(), pause(patience)]);
    // Last: what is shown may keep something, such as a draft, until it is gone from the page.
    await forgetPerson();
  }, [client]);
}

/** While there is a token to say it with. */
async function endPush(client: ChatClient): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  if (!subscription) return;
  // This browser's end first: it counts even if the server cannot be reached.
  await subscription.unsubscribe();
  await client.rest.removePushSubscription(subscription.endpoint);
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

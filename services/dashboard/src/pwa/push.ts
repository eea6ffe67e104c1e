import { type ChatClient, ChatError } from '@samvad/client';
import i18next from 'i18next';
import { isInstalled, isIos } from './platform';
import { runningServiceWorker, tellWorker } from './service-worker-registration';
import type { Face } from './worker-messages';

/**
 * `needsInstalling`: this browser (Safari on phones) gives push messages to installed apps only. `impossible`: neither it nor
 * the server can. `blocked`: the browser was told never to allow it, and only its settings can undo that.
 */
export type PushState = 'on' | 'off' | 'blocked' | 'needsInstalling' | 'impossible';

/** What the server was last told, of whom: `forgetPerson` takes it away with all that is a person's. */
const toldKey = 'samvad.push';

export async function pushState(client: ChatClient): Promise<PushState> {
  if (!canPush()) return isIos() && !isInstalled() ? 'needsInstalling' : 'impossible';
  const registration = await runningServiceWorker();
  if (!registration) return 'impossible';
  if (Notification.permission === 'denied') return 'blocked';
  if (wantedBy() === client.store.getSnapshot().me?.id && (await registration.pushManager.getSubscription()))
    return 'on';
  try {
    await client.rest.pushKey();
    return 'off';
  } catch (error) {
    return error instanceof ChatError && error.code === 'NOT_FOUND' ? 'impossible' : 'off';
  }
}

/** To be called in answer to a tap, after it was said what for. Rejects if the server or the push service does not answer. */
export async function switchPushOn(client: ChatClient, face: Face): Promise<PushState> {
  // First of all: browsers ask only while the tap is fresh.
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') return permission === 'denied' ? 'blocked' : 'off';
  const registration = await runningServiceWorker();
  if (!registration) return 'impossible';
  tellWorker(registration.active, { type: 'subscribed', face });
  await subscribe(client, registration);
  return 'on';
}

/** This browser's end first: it counts even if the server cannot be reached. */
export async function switchPushOff(client: ChatClient): Promise<void> {
  localStorage.removeItem(toldKey);
  const subscription = await currentSubscription();
  if (!subscription) return;
  await subscription.unsubscribe();
  await client.rest.removePushSubscription(subscription.endpoint).catch(() => {});
}

/** Subscribes again where the key or the subscription has changed, and ends what is not for whoever is signed in. */
export async function refreshPush(client: ChatClient): Promise<void> {
  const { me } = client.store.getSnapshot();
  if (!me || wantedBy() !== me.id) {
    // Somebody else's, or of a sign-in that has ended: what is said to them is not for those who sit here now.
    await (await currentSubscription())?.unsubscribe();
    return;
  }
  const registration = await runningServiceWorker();
  if (registration && canPush() && Notification.permission === 'granted') await subscribe(client, registration);
}

async function subscribe(client: ChatClient, registration: ServiceWorkerRegistration): Promise<void> {
  const key = bytesOf(await client.rest.pushKey());
  let subscription = await registration.pushManager.getSubscription();
  if (subscription && !isSame(subscription.options.applicationServerKey, key)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  const me = client.store.getSnapshot().me?.id;
  if (!endpoint || !p256dh || !auth || !me) throw new Error('The push service gives no address');
  const locale = i18next.language;
  // Once a day in any case: a server may have lost it.
  const told = JSON.stringify({ me, endpoint, locale, day: new Date().toISOString().slice(0, 10) });
  if (localStorage.getItem(toldKey) === told) return;
  await client.rest.addPushSubscription({ endpoint, keys: { p256dh, auth }, locale });
  localStorage.setItem(toldKey, told);
}

/** The id of the person who has switched push messages on here. */
function wantedBy(): string | undefined {
  try {
    return (JSON.parse(localStorage.getItem(toldKey) ?? '{}') as { me?: string }).me;
  } catch {
    return undefined;
  }
}

async function currentSubscription(): Promise<PushSubscription | null | undefined> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.pushManager?.getSubscription();
}

const canPush = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** From base64url. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

function isSame(key: ArrayBuffer | null, wanted: Uint8Array): boolean {
  const bytes = new Uint8Array(key ?? new ArrayBuffer(0));
  return bytes.length === wanted.length && bytes.every((byte, i) => byte === wanted[i]);
}

import type { PushMessage } from '@samvad/contract';
import type { ToPage } from '../worker-messages.js';
import { faceOf, pagePath } from './pages.js';
import { scope } from './scope.js';
import { pushFace } from './settings.js';

/** A page that does not answer within this time (ms) shows nothing. */
const ANSWER_TIME = 500;

/** One notification for each conversation, of its latest message, unless it is before somebody's eyes. */
export async function showPushMessage({ conversationId, seq, title, body, unreadCount }: PushMessage): Promise<void> {
  if (await isShown(conversationId)) return;
  const before = await scope.registration.getNotifications({ tag: conversationId });
  if (before.some(({ data }) => data?.seq >= seq)) return;
  await scope.registration.showNotification(line(unreadCount > 1 ? `${line(title)} (${unreadCount})` : title), {
    body,
    tag: conversationId,
    data: { conversationId, seq },
    icon: '/icon-192.png',
    badge: '/badge-96.png',
    dir: 'auto',
    // Not in the type library: sounds again though the notification replaces one.
    ...{ renotify: true },
  });
}

/** Asks the pages that can be seen. */
async function isShown(conversationId: string): Promise<boolean> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const visible = windows.filter(({ visibilityState }) => visibilityState === 'visible');
  const shown = await Promise.all(visible.map((window) => ask(window, { type: 'whatIsShown' })));
  return shown.includes(conversationId);
}

function ask(window: Client, message: ToPage): Promise<unknown> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(resolve, ANSWER_TIME);
    window.postMessage(message, [port2]);
  });
}

/** In a window of ours, if there is one, else in a new one. */
export async function openConversation(conversationId: string): Promise<void> {
  const face = await pushFace();
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const ours = windows.filter(({ url }) => {
    const path = pagePath(new URL(url));
    return path !== undefined && faceOf(path) === face;
  });
  const window = ours.find(({ visibilityState }) => visibilityState === 'visible') ?? ours[0];
  if (!window) {
    const path = face === 'desk' ? '/c' : '/chat';
    await scope.clients.openWindow(`${path}?id=${encodeURIComponent(conversationId)}`);
    return;
  }
  await window.focus();
  window.postMessage({ type: 'open', conversationId } satisfies ToPage);
}

/**
 * The browser has ended the subscription. The new one is told to the server by a page, now or when one is next opened:
 * this worker has no sign-in.
 */
export async function resubscribe(before: PushSubscription | null): Promise<void> {
  const key = before?.options.applicationServerKey;
  if (key) await scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  for (const window of await scope.clients.matchAll({ type: 'window', includeUncontrolled: true }))
    window.postMessage({ type: 'resubscribed' } satisfies ToPage);
}

/** Without line breaks and characters that turn the direction of what follows, as `text/inert.ts` does for pages. */
const line = (text: string) =>
  text
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

import type { PushMessage } from '@samvad/contract';
import type { ToWorker } from '../worker-messages.js';
import { ASSETS, forgetOldVersions, keepAssets, keepFace, keptOrFetched } from './kept-files.js';
import { pagePath, showPage } from './pages.js';
import { openConversation, resubscribe, showPushMessage } from './push-messages.js';
import { scope } from './scope.js';
import { rememberFace, rememberPushFace, usedFaces } from './settings.js';

// What this worker is woken for.

scope.addEventListener('install', (event) => {
  // The first time nothing is known of what is used here: a page tells, once it has nothing better to do.
  event.waitUntil(usedFaces().then((faces) => Promise.all(faces.map((face) => keepFace(BUILD.faces[face])))));
});

scope.addEventListener('activate', (event) => {
  const ready = [forgetOldVersions(), scope.registration.navigationPreload?.enable(), scope.clients.claim()];
  event.waitUntil(Promise.all(ready));
});

/** Only what is listed here is ever answered or kept: neither the API nor the socket nor other hosts. */
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== scope.location.origin || request.headers.has('authorization')) return;
  if (request.mode === 'navigate') {
    const path = pagePath(url);
    if (path !== undefined) event.respondWith(showPage(event, path));
  } else if (url.pathname.startsWith(ASSETS) || BUILD.files.includes(url.pathname)) {
    event.respondWith(keptOrFetched(url.pathname, request));
  }
});

scope.addEventListener('message', (event) => {
  const message = event.data as ToWorker;
  if (message.type === 'build') event.ports[0]?.postMessage(BUILD.id);
  if (message.type === 'takeOver') event.waitUntil(scope.skipWaiting());
  if (message.type === 'subscribed') event.waitUntil(rememberPushFace(message.face));
  if (message.type === 'keep') {
    const loaded = message.loaded.filter((path) => path.startsWith(ASSETS));
    const kept = [rememberFace(message.face), keepFace(BUILD.faces[message.face]), keepAssets(loaded)];
    // What fails is tried again by the next page.
    event.waitUntil(Promise.allSettled(kept));
  }
});

scope.addEventListener('push', (event) => {
  try {
    event.waitUntil(showPushMessage(event.data?.json() as PushMessage));
  } catch {
    // Not one of ours.
  }
});

scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openConversation(String(event.notification.data?.conversationId)));
});

scope.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription } = event as unknown as { oldSubscription?: PushSubscription | null };
  (event as ExtendableEvent).waitUntil(resubscribe(oldSubscription ?? null));
});

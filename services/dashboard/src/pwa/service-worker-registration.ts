import type { Face, ToWorker } from './worker-messages';

/** Without requestIdleCallback (Safari) that long after loading, in milliseconds. */
const QUIET = 3_000;

let registration: Promise<ServiceWorkerRegistration | undefined> | undefined;

/** Of a built product only: a development server's files change under their names. Undefined where it cannot be had. */
export function serviceWorker(): Promise<ServiceWorkerRegistration | undefined> {
  registration ??= register();
  return registration;
}

/** As `serviceWorker`, once it is running. */
export async function runningServiceWorker(): Promise<ServiceWorkerRegistration | undefined> {
  return (await serviceWorker()) && navigator.serviceWorker.ready;
}

/** Has the service worker keep what the face needs offline, and what this page has loaded already. */
export async function keepForOffline(face: Face): Promise<void> {
  const running = await runningServiceWorker();
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name, location.href));
  const ours = loaded.filter(({ origin }) => origin === location.origin).map(({ pathname }) => pathname);
  tellWorker(running?.active, { type: 'keep', face, loaded: [...new Set(ours)] });
}

export function tellWorker(worker: ServiceWorker | null | undefined, message: ToWorker): void {
  worker?.postMessage(message);
}

/** Which build a service worker belongs to; undefined if it does not say. */
export function buildOf(worker: ServiceWorker): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(String(data));
    setTimeout(resolve, 5_000);
    worker.postMessage({ type: 'build' } satisfies ToWorker, [port2]);
  });
}

async function register(): Promise<ServiceWorkerRegistration | undefined> {
  if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return undefined;
  await quietTime();
  // Refused in some private windows: then there is just no offline.
  return navigator.serviceWorker.register('/sw.js', { scope: '/' }).catch(() => undefined);
}

/** When the page has been loaded and has nothing to do: what is kept for later must not delay what is wanted now. */
async function quietTime(): Promise<void> {
  if (document.readyState !== 'complete')
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  await new Promise<void>((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 15_000 });
    else setTimeout(resolve, QUIET);
  });
}

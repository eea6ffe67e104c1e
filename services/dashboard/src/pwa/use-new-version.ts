import { useEffect, useState } from 'react';
import { buildOf, keepForOffline, serviceWorker, tellWorker } from './service-worker-registration';
import type { Face } from './worker-messages';

/** Milliseconds. Agents keep a tab for days: browsers look for a new version only when a page is loaded. */
const LOOK_EVERY = 3_600_000;

/**
 * Registers the service worker. Once there is a newer version than that of this page, gives back what loads it; until
 * somebody calls that, nothing is ever reloaded, here or in another tab.
 */
export function useNewVersion(face: Face): (() => void) | undefined {
  const [newer, setNewer] = useState<{ waiting: ServiceWorker | null }>();
  useEffect(() => {
    const ended = new AbortController();
    void watch(face, setNewer, ended.signal);
    return () => ended.abort();
  }, [face]);
  return newer && (() => load(newer.waiting));
}

async function watch(
  face: Face,
  found: (newer: { waiting: ServiceWorker | null }) => void,
  signal: AbortSignal,
): Promise<void> {
  const registration = await serviceWorker();
  if (!registration || signal.aborted) return;
  void keepForOffline(face);

  const look = async (worker: ServiceWorker | null) => {
    if (!worker) return;
    const build = await buildOf(worker);
    if (build === undefined || signal.aborted) return;
    const isWaiting = worker === registration.waiting;
    if (build !== window.__NEXT_DATA__.buildId) found({ waiting: isWaiting ? worker : null });
    // The page came from the network and is as new already.
    else if (isWaiting) tellWorker(worker, { type: 'takeOver' });
  };
  registration.addEventListener(
    'updatefound',
    () => {
      const worker = registration.installing;
      const settled = () => worker?.state === 'installed' && navigator.serviceWorker.controller && look(worker);
      worker?.addEventListener('statechange', settled, { signal });
    },
    { signal },
  );
  // Another tab has let the new one take over.
  const changed = () => void look(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener('controllerchange', changed, { signal });
  void look(registration.waiting);

  const timer = setInterval(() => registration.update().catch(() => {}), LOOK_EVERY);
  signal.addEventListener('abort', () => clearInterval(timer));
}

function load(waiting: ServiceWorker | null): void {
  const reload = () => window.location.reload();
  if (!waiting || waiting.state === 'activated') reload();
  else {
    navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true });
    tellWorker(waiting, { type: 'takeOver' });
  }
}

/** What this browser keeps of a person beside what the client keeps itself; a part is forgotten by whoever keeps it. */
const forgetters = new Set<() => void | Promise<void>>();

/** To be called once, where something of a person is kept in memory. Returns what takes it back. */
export function onForget(forget: () => void | Promise<void>): () => void {
  forgetters.add(forget);
  return () => forgetters.delete(forget);
}

/** How somebody likes the pages to be is nobody's secret, and stays. */
const kept = new Set(['samvad.language', 'samvad.preferences', 'mantine-color-scheme-value']);
/** The client's own, which it clears when it has signed out. */
const ofTheClient = /^samvad:/;

/** Drafts, caches, notifications: the next person at this computer finds nothing. Fails in no part because of another. */
export async function forgetPerson(): Promise<void> {
  const parts = [...forgetters, forgetDrafts, forgetStored, forgetNotifications];
  await Promise.allSettled(parts.map(async (forget) => forget()));
}

async function forgetDrafts(): Promise<void> {
  const { clearDrafts } = await import('../composer/drafts');
  await clearDrafts();
}

function forgetStored(): void {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) {
      if (key.startsWith('samvad') && !kept.has(key) && !ofTheClient.test(key)) storage.removeItem(key);
    }
  }
}

async function forgetNotifications(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await registration?.getNotifications()) ?? []) notification.close();
}

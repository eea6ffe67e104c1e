/** Milliseconds for which the others are kept from doing the same. */
const heldFor = 10_000;

/**
 * Of all tabs that ask for the same key within some seconds, one gets true. Where the browser has no locks (only pages
 * served by https or from this machine have), each does: better twice than never.
 */
export async function claimOnce(key: string): Promise<boolean> {
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    navigator.locks
      .request(`samvad.notify.${key}`, { ifAvailable: true }, async (lock) => {
        resolve(lock !== null);
        if (lock) await new Promise((later) => setTimeout(later, heldFor));
      })
      .catch(() => resolve(true));
  });
}

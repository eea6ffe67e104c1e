const hubs = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Runs something when a signal fires, once. Returns what takes that back. However many wait for a signal, it has one listener: Node warns of
 * more than ten.
 */
export function onAbort(signal: AbortSignal, run: () => void): () => void {
  const known = hubs.get(signal);
  const hub = known ?? new Set<() => void>();
  if (!known) {
    hubs.set(signal, hub);
    signal.addEventListener('abort', () => {
      for (const one of [...hub]) one();
      hub.clear();
    });
  }
  // A function of its own: the same may wait twice.
  const own = () => run();
  hub.add(own);
  return () => hub.delete(own);
}

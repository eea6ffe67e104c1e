interface EventTargetLike {
  addEventListener?(event: string, listener: () => void): void;
  removeEventListener?(event: string, listener: () => void): void;
}

/** Tells of `online` and `offline` where the platform does (browsers); returns what ends it. */
export function watchNetwork(on: { online(): void; offline(): void }): () => void {
  const target = globalThis as EventTargetLike;
  if (typeof target.addEventListener !== 'function') return () => {};
  target.addEventListener('online', on.online);
  target.addEventListener('offline', on.offline);
  return () => {
    target.removeEventListener?.('online', on.online);
    target.removeEventListener?.('offline', on.offline);
  };
}

/**
 * A signal that fires with the first of several. `unlink` when it is not needed any more: some of them may live on.
 * (`AbortSignal.any` is missing in React Native and in older browsers.)
 */
export function linked(...signals: (AbortSignal | undefined)[]): { signal: AbortSignal; unlink(): void } {
  const control = new AbortController();
  const abort = () => control.abort();
  for (const signal of signals) {
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
  }
  return {
    signal: control.signal,
    unlink() {
      for (const signal of signals) signal?.removeEventListener('abort', abort);
    },
  };
}

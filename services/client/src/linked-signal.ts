import { onAbort } from './on-abort.js';

/**
 * A signal that fires with the first of several. `unlink` when it is not needed any more: some of them may live on.
 * (`AbortSignal.any` is missing in React Native and in older browsers.)
 */
export function linked(...signals: (AbortSignal | undefined)[]): { signal: AbortSignal; unlink(): void } {
  const control = new AbortController();
  const abort = () => control.abort();
  const ends = signals.flatMap((signal) => (signal ? [onAbort(signal, abort)] : []));
  if (signals.some((signal) => signal?.aborted)) abort();
  return {
    signal: control.signal,
    unlink() {
      for (const end of ends) end();
    },
  };
}

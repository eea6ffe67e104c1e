import { ObjectMissingError } from '@samvad/core';

/** The storage, not the upload, is at fault. */
export class StorageFault extends Error {
  constructor(cause: unknown) {
    super('the media storage failed', { cause });
  }
}

/**
 * Does something with the storage, within `milliseconds`. Rejects with `StorageFault`, or with the signal's reason once it
 * is aborted; an object that is not there is the upload's own trouble, and rejects as it is.
 */
export async function withStorage<T>(
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  milliseconds = 600_000,
): Promise<T> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
  let onAbort = () => {};
  // A storage that never answers would otherwise hold the worker for ever.
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(limit.reason);
    limit.addEventListener('abort', onAbort, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([work(limit), aborted]);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ObjectMissingError) throw error;
    throw new StorageFault(error);
  } finally {
    limit.removeEventListener('abort', onAbort);
  }
}

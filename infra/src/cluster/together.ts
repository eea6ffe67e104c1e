/**
 * Waits until all have ended, well or badly, and only then throws the first failure: whoever cleans up afterwards finds
 * nothing still being started. A failure aborts `others`, so that the wait is short.
 */
export async function together<T>(work: readonly Promise<T>[], others: AbortController): Promise<T[]> {
  for (const one of work) one.catch((error) => others.abort(error));
  const settled = await Promise.allSettled(work);
  if (others.signal.aborted) throw others.signal.reason;
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

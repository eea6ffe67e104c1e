interface Failure {
  code?: unknown;
  name?: unknown;
  cause?: unknown;
  $metadata?: { httpStatusCode?: number };
}

/** Whether an error, or anything that it was caused by, is the one looked for: libraries wrap what a system call said. */
export function findInCauses(error: unknown, isIt: (failure: Failure) => boolean): boolean {
  let at = error as Failure | null | undefined;
  for (let depth = 0; at && typeof at === 'object' && depth < 10; depth += 1) {
    if (isIt(at)) return true;
    at = at.cause as Failure | undefined;
  }
  return false;
}

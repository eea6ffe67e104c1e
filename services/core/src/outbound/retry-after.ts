/** However long a receiver asks us to stay away (s). */
export const mostPause = 86_400;

/** The header `Retry-After`, seconds or a date, in seconds from now, up to a day; undefined for neither. */
export function secondsOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Math.min(Number(retryAfter), mostPause);
  const time = Date.parse(retryAfter);
  return Number.isNaN(time) ? undefined : Math.min(Math.max(0, (time - Date.now()) / 1_000), mostPause);
}

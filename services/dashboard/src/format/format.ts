/** Times, sizes and durations as the reader's language writes them. Times are ISO 8601 strings. */

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than using it a thousand times. */
function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    // In Indian English, as the product's first users write: 24 Nov, 10:30 am.
    found = new Intl.DateTimeFormat(language === 'en' ? 'en-IN' : language, options);
    formatters.set(key, found);
  }
  return found;
}

/** `10:30 am` */
export function clockTime(time: string, language: string): string {
  return formatter(language, { hour: 'numeric', minute: '2-digit' }).format(new Date(time));
}

/** `Monday, 23 November 2026, 10:30 am`: for titles and screen readers. */
export function fullTime(time: string, language: string): string {
  return formatter(language, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(time));
}

/** The day of a separator: `today`, `yesterday`, a weekday within the week, else the date. `now` in epoch milliseconds. */
export function dayName(time: string, language: string, now: number): string {
  const days = daysBetween(new Date(time), new Date(now));
  if (days <= 1) return capitalised(relative(language).format(-days, 'day'));
  const date = new Date(time);
  if (days < 7) return formatter(language, { weekday: 'long' }).format(date);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return formatter(language, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(date);
}

/** The time of a list's row: the clock today, `Yesterday`, a weekday within the week, else the date. */
export function rowTime(time: string, language: string, now: number): string {
  const days = daysBetween(new Date(time), new Date(now));
  if (days === 0) return clockTime(time, language);
  if (days < 7) return dayName(time, language, now);
  return formatter(language, { dateStyle: 'medium' }).format(new Date(time));
}

/** `23 November 2026` */
export function calendarDay(time: string, language: string): string {
  return formatter(language, { dateStyle: 'long' }).format(new Date(time));
}

/** `2 minutes ago`, `yesterday`. `now` in epoch milliseconds. */
export function timeAgo(time: string, language: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  const format = relative(language);
  if (seconds < 60) return format.format(0, 'minute');
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return format.format(-Math.floor(seconds / 3600), 'hour');
  if (seconds < 30 * 86_400) return format.format(-Math.floor(seconds / 86_400), 'day');
  return formatter(language, { dateStyle: 'medium' }).format(new Date(time));
}

/** `1.2 MB`; 1 MB are 1,000,000 bytes. */
export function byteSize(bytes: number, language: string): string {
  const [divisor, unit] =
    bytes < 1000 ? [1, 'byte'] : bytes < 1e6 ? [1e3, 'kilobyte'] : bytes < 1e9 ? [1e6, 'megabyte'] : [1e9, 'gigabyte'];
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: bytes < 1e6 ? 0 : 1 } as const;
  return new Intl.NumberFormat(language, style).format(bytes / divisor);
}

/** `1:05` of 65,000 milliseconds. */
export function playTime(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Midnights between two moments, in the reader's time zone. */
export function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.max(0, Math.round((midnight(later) - midnight(earlier)) / 86_400_000));
}

const relative = (language: string) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' });

const capitalised = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

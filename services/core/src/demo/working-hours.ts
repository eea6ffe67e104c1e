/**
 * A clock that only runs while people write: 7:00 to 21:00 in India. Times are taken to this clock, moved there, and
 * taken back, so that no message falls into the night and the order of messages is kept.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const IST = 5.5 * HOUR;
const OPENS = 7 * HOUR;

export const WORKING_DAY = 14 * HOUR;

export function toWorkingTime(date: Date): number {
  const local = date.getTime() + IST;
  const day = Math.floor(local / DAY);
  const sinceOpening = local - day * DAY - OPENS;
  return day * WORKING_DAY + Math.min(Math.max(sinceOpening, 0), WORKING_DAY);
}

export function fromWorkingTime(working: number): Date {
  const day = Math.floor(working / WORKING_DAY);
  return new Date(day * DAY + OPENS + (working - day * WORKING_DAY) - IST);
}

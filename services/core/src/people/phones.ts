import { AppError } from '@samvad/contract';
import { parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * A phone as stored: E.164. A number without a country code is taken as Indian. Devanagari digits are understood.
 * Throws `VALIDATION`.
 */
export function normalisePhone(input: string): string {
  const phone = tryNormalisePhone(input);
  if (!phone) throw new AppError('VALIDATION', { message: 'phone is not a valid phone number' });
  return phone;
}

/** The same; undefined instead of an error, for a login, which says nothing about what was wrong. */
export function tryNormalisePhone(input: string): string | undefined {
  const parsed = parsePhoneNumberFromString(latinDigits(input), 'IN');
  return parsed?.isPossible() ? parsed.number : undefined;
}

/** How stored phones can begin that somebody looks for by their first digits; none for what is no number. */
export function phoneBeginnings(input: string): string[] {
  const digits = latinDigits(input).replace(/[\s()-]/g, '');
  if (/^\+\d+$/.test(digits)) return [digits];
  return /^\d+$/.test(digits) ? [`+91${digits.replace(/^0/, '')}`, `+${digits}`] : [];
}

const latinDigits = (text: string) => text.replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x966));

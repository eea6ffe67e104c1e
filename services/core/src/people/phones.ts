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
  const digits = input.replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x966));
  const parsed = parsePhoneNumberFromString(digits, 'IN');
  return parsed?.isPossible() ? parsed.number : undefined;
}

import { AppError } from '@samvad/contract';
import { assertStorable } from '../messages/text.js';

/** A name as stored. Throws `VALIDATION` for a blank one. */
export function cleanName(name: string): string {
  const clean = name.trim();
  if (clean === '') throw new AppError('VALIDATION', { message: 'name must not be empty' });
  assertStorable('name', clean);
  return clean;
}

import { AppError } from '@samvad/contract';
import { isId } from '../ids.js';

/** A place in the list, which is ordered by `updatedAt` and id, newest first. */
export interface Cursor {
  updatedAt: Date;
  id: string;
}

export function encodeCursor({ updatedAt, id }: Cursor): string {
  return Buffer.from(`${updatedAt.getTime()}.${id}`).toString('base64url');
}

/** Throws `VALIDATION` for anything `encodeCursor` has not made. */
export function decodeCursor(cursor: string): Cursor {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  const updatedAt = new Date(Number(time));
  // Fourteen digits reach to the year 5138.
  if (!/^\d{1,14}$/.test(time) || !isId(id)) {
    throw new AppError('VALIDATION', { message: 'cursor is not valid' });
  }
  return { updatedAt, id };
}

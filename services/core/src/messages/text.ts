import { AppError, maxClientMessageIdLength, maxContentLength } from '@samvad/contract';

/** Throws `VALIDATION` for what Postgres cannot store, or JSON cannot carry unchanged: NUL and lone surrogates. */
export function assertStorable(field: string, text: string): void {
  if (text.includes('\0')) throw new AppError('VALIDATION', { message: `${field} must not contain NUL` });
  if (!text.isWellFormed()) throw new AppError('VALIDATION', { message: `${field} is not well-formed Unicode` });
}

/** Throws `VALIDATION` above `limit` code points. */
export function assertLength(field: string, text: string, limit: number): void {
  // A string has at most as many code points as code units: only a long one is counted.
  if (text.length <= limit) return;
  if (text.length > limit * 2 || [...text].length > limit) {
    throw new AppError('VALIDATION', { message: `${field} must not be longer than ${limit} characters` });
  }
}

/** The content of a text message: not blank, and within the contract's length. */
export function assertContent(content: string): void {
  assertStorable('content', content);
  if (content.trim() === '') throw new AppError('VALIDATION', { message: 'content must not be empty' });
  assertLength('content', content, maxContentLength);
}

export function assertClientMessageId(id: string): void {
  assertStorable('clientMessageId', id);
  assertLength('clientMessageId', id, maxClientMessageIdLength);
}

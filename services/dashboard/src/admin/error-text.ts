import { ChatError } from '@samvad/client';
import type { TFunction } from 'i18next';
import { errorText } from '../format/error-text';

/** What went wrong with an admin's request, in words. */
export function adminErrorText(t: TFunction<'admin'>, error: unknown): string {
  if (hasCode(error, 'CONFLICT')) return t('errors.conflict');
  if (hasCode(error, 'VALIDATION')) return t('errors.validation');
  if (hasCode(error, 'NOT_FOUND')) return t('errors.notFound');
  if (hasCode(error, 'UNAVAILABLE')) return t('errors.outcomeUnknown');
  // Before an answer to a change was there: it may have been made.
  if (hasCode(error, 'TIMEOUT')) return t('errors.outcomeUnknown');
  if (error instanceof ChatError && error.code === 'RATE_LIMITED' && error.retryAfter) {
    return t('errors.rateLimitedFor', { count: Math.ceil(error.retryAfter) });
  }
  return errorText(error);
}

const personFields = ['name', 'phone', 'password', 'role'] as const;
export type PersonField = (typeof personFields)[number];

/** Which field the server has refused; undefined when it is not about one. */
export function refusedField(error: unknown): PersonField | undefined {
  if (!(error instanceof ChatError) || error.code !== 'VALIDATION') return undefined;
  return personFields.find((field) => new RegExp(`\\b${field}\\b`).test(error.message));
}

export const hasCode = (error: unknown, code: string): boolean => error instanceof ChatError && error.code === code;

import { AppError, type ErrorCode } from '@samvad/contract';
import { isDiskFull } from '@samvad/core';

const codes: Record<number, ErrorCode> = {
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
};

/** What @tus/server has refused a request for, or has met on the way. `status` is what it would have answered. */
export function tusError(cause: unknown, status: number, text: string): unknown {
  if (cause instanceof AppError) return cause;
  if (isDiskFull(cause)) return new AppError('INSUFFICIENT_STORAGE', { cause, retryAfter: 60 });
  const isRefusal = cause === undefined || (cause !== null && typeof cause === 'object' && 'status_code' in cause);
  if (!isRefusal || status >= 502) return cause;
  if (status === 500) return new AppError('OVERLOADED', { cause, retryAfter: 5 });
  return new AppError(codes[status] ?? 'VALIDATION', { message: text.trim() || 'The request is not valid', cause });
}

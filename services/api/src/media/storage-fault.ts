import { AppError } from '@samvad/contract';
import { StorageFullError } from '@samvad/core';

/** What a client is told when the storage has failed: nothing has been stored, and a retry is safe. */
export function storageFault(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (cause instanceof StorageFullError) return new AppError('INSUFFICIENT_STORAGE', { cause, retryAfter: 60 });
  return new AppError('OVERLOADED', { message: 'The storage for media cannot be reached', cause, retryAfter: 5 });
}

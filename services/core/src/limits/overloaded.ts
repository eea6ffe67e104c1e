import { AppError } from '@samvad/contract';

export const overloaded = (): AppError => new AppError('OVERLOADED', { retryAfter: 1 });

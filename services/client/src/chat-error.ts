import { type ErrorCode, errors } from '@samvad/contract';

/** Codes that this side gives, beside those of the server: no answer came, or the caller gave up. */
export type ChatErrorCode = ErrorCode | 'NETWORK' | 'TIMEOUT' | 'ABORTED' | 'SIGNED_OUT' | (string & {});

interface Details {
  /** HTTP status; 0 where there was no answer. */
  status?: number;
  temporary?: boolean;
  /** Seconds. */
  retryAfter?: number | undefined;
  requestId?: string | undefined;
  cause?: unknown;
}

/** What every call of this library rejects with. */
export class ChatError extends Error {
  readonly code: ChatErrorCode;
  readonly status: number;
  /** The same request may succeed later without being changed. After `NETWORK` and `TIMEOUT` its outcome is unknown. */
  readonly temporary: boolean;
  /** Seconds after which a retry makes sense, where the server has said so. */
  readonly retryAfter: number | undefined;
  /** Name it when asking for help. */
  readonly requestId: string | undefined;

  constructor(code: ChatErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.name = 'ChatError';
    const known = Object.hasOwn(errors, code) ? errors[code as ErrorCode] : undefined;
    this.code = code;
    this.status = details.status ?? known?.status ?? 0;
    // A code that is newer than this library is judged by its status.
    this.temporary = known?.temporary ?? details.temporary ?? (this.status >= 500 || this.status === 429);
    this.retryAfter = details.retryAfter;
    this.requestId = details.requestId;
  }
}

export const networkError = (cause?: unknown) =>
  new ChatError('NETWORK', 'The server could not be reached', { temporary: true, cause });
export const timeoutError = () => new ChatError('TIMEOUT', 'There was no answer in time', { temporary: true });
export const abortedError = () => new ChatError('ABORTED', 'Given up by the caller', { temporary: false });
export const signedOutError = () => new ChatError('SIGNED_OUT', 'Nobody is signed in', { temporary: false });

/** Whether the person is not, or no longer, signed in: nothing is wrong with the request itself. */
export const isAboutSignIn = ({ code }: ChatError) =>
  code === 'UNAUTHORIZED' || code === 'TOKEN_EXPIRED' || code === 'SIGNED_OUT';

export function toChatError(error: unknown): ChatError {
  return error instanceof ChatError ? error : networkError(error);
}

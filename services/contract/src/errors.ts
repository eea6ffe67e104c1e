/**
 * Every error a client can meet: one entry here becomes a REST response or a socket acknowledgement.
 *
 * `status` is the HTTP status; `temporary` says whether the same request may succeed later without being changed,
 * which is what a client's outbox needs to know: temporary → retry with the same clientMessageId, else → failed.
 */
export const errors = {
  VALIDATION: { status: 400, temporary: false, message: 'The request is not valid' },
  UNAUTHORIZED: { status: 401, temporary: false, message: 'Sign in to continue' },
  TOKEN_EXPIRED: { status: 401, temporary: false, message: 'The access token has expired' },
  FORBIDDEN: { status: 403, temporary: false, message: 'Your role does not allow this' },
  NOT_FOUND: { status: 404, temporary: false, message: 'Not found' },
  METHOD_NOT_ALLOWED: { status: 405, temporary: false, message: 'This method is not allowed here' },
  CONFLICT: { status: 409, temporary: false, message: 'This conflicts with what is stored' },
  ALREADY_ANSWERED: { status: 409, temporary: false, message: 'A colleague has answered in the meantime' },
  PAYLOAD_TOO_LARGE: { status: 413, temporary: false, message: 'The request is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, temporary: false, message: 'This content type is not supported' },
  RANGE_NOT_SATISFIABLE: { status: 416, temporary: false, message: 'There are no such bytes' },
  UNPROCESSABLE_MEDIA: { status: 422, temporary: false, message: 'This media cannot be used' },
  QUOTA_EXCEEDED: { status: 429, temporary: true, message: 'You have uploaded as much as is allowed for now' },
  RATE_LIMITED: { status: 429, temporary: true, message: 'Too many requests' },
  INTERNAL: { status: 500, temporary: true, message: 'Something went wrong on our side' },
  OVERLOADED: { status: 503, temporary: true, message: 'The server is busy' },
  UNAVAILABLE: { status: 503, temporary: true, message: 'The outcome is not known: retry with the same id' },
  INSUFFICIENT_STORAGE: { status: 507, temporary: true, message: 'There is no room for uploads at the moment' },
} as const satisfies Record<string, { status: number; temporary: boolean; message: string }>;

export type ErrorCode = keyof typeof errors;

export interface AppErrorOptions {
  /** Shown to the client; must not carry secrets or another person's data. */
  message?: string;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  retryAfter?: number;
  cause?: unknown;
}

/** An error that is meant for the client. Anything else that is thrown reaches the client as `INTERNAL`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? errors[code].message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryAfter = options.retryAfter ?? (code === 'RATE_LIMITED' || code === 'OVERLOADED' ? 1 : undefined);
  }

  get status(): number {
    return errors[this.code].status;
  }
}

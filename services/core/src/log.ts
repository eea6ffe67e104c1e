import { type Logger, pino } from 'pino';

/** JSON logs. What could carry a secret or a person's words is cut out by path, whoever logs it. */
export function createLog(level: string, name: string): Logger {
  return pino({
    level,
    base: { node: name },
    serializers: { err: describeError },
    redact: {
      paths: ['req.headers.authorization', 'req.headers.cookie', ...secrets.flatMap((key) => [key, `*.${key}`])],
      censor: '[redacted]',
    },
  });
}

const secrets = ['password', 'token', 'refreshToken', 'content', 'secret'];

/**
 * What is worth knowing of an error. Clients hang more on theirs: ioredis the command with its arguments (a password, a
 * message), pg the row (`detail`) and the statement's values.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause, code } = error as Error & { code?: unknown };
  return { type: name, message, stack, ...(code ? { code } : {}), ...(cause ? { cause: describeError(cause) } : {}) };
}

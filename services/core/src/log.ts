import { type Logger, pino } from 'pino';

/**
 * Logs: a line of JSON each, with `time`, `level` and `node`. They name requests, conversations and people by id. What could carry a
 * secret or a person's words is not to be logged in the first place; should it be, it is cut out by its key, whoever logs it,
 * and by its form.
 */
export function createLog(level: string, name: string): Logger {
  return pino({
    level,
    base: { node: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
    redact: {
      paths: ['req.headers.authorization', 'req.headers.cookie', ...secrets.flatMap((key) => [key, `*.${key}`])],
      censor: '[redacted]',
    },
    hooks: { streamWrite: withoutSecrets },
  });
}

const secrets = ['password', 'token', 'refreshToken', 'content', 'secret', 'phone', 'url'];

/** In the message of an error of anybody's library: what looks like one of these is none of a log's business. */
const forms: readonly (readonly [RegExp, string])[] = [
  // An access token, a refresh token, the signature of a media's url.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '[token]'],
  [/\b[0-9a-f-]{36}\.\d+\.[\w-]{20,}/g, '[token]'],
  [/\b(signature|token)=[\w%.-]+/g, '$1=[redacted]'],
  // The password in the url of a Postgres or a Redis.
  [/(\b[a-z]+:\/\/[^\s:@/"]*):[^\s@"]+@/gi, '$1:[redacted]@'],
  [/\+\d{8,15}\b/g, '[phone]'],
];

function withoutSecrets(line: string): string {
  return forms.reduce((text, [form, instead]) => text.replace(form, instead), line);
}

/**
 * What is worth knowing of an error. Clients hang more on theirs: ioredis the command with its arguments (a password, a
 * message), pg the row (`detail`) and the statement's values.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause, code } = error as Error & { code?: unknown };
  return { type: name, message, stack, ...(code ? { code } : {}), ...(cause ? { cause: describeError(cause) } : {}) };
}

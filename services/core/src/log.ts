import { type Logger, pino } from 'pino';

/** JSON logs. What could carry a secret or a person's words is cut out by path, whoever logs it. */
export function createLog(level: string, name: string): Logger {
  return pino({
    level,
    base: { node: name },
    redact: {
      paths: ['req.headers.authorization', 'req.headers.cookie', ...secrets.flatMap((key) => [key, `*.${key}`])],
      censor: '[redacted]',
    },
  });
}

const secrets = ['password', 'token', 'refreshToken', 'content'];

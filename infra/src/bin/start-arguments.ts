import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../cluster/entries.js';
import { LIMITS } from '../cluster/scale-file.js';

export interface StartArguments {
  help: boolean;
  dataDir: string;
  port?: number | undefined;
  host?: string | undefined;
  api?: number | undefined;
  socket?: number | undefined;
  worker?: number | undefined;
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
}

/** The command line or the environment says something that cannot be meant. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const HELP = `Usage: npm start -- [options]

  --api N, --socket N, --worker N   how many nodes of each kind (2, 2, 1)
  --port N                          the port in front (PORT, or 8080, or the next free one)
  --host ADDRESS                    where to open it (localhost: this machine only; 0.0.0.0 for everybody)
  --data DIR                        where all state is kept (.data)
  --help                            this text

Environment: DATABASE_URL and REDIS_URL use outside servers instead of the embedded ones, S3_… an outside store.
NODE_ENV=production loads no demo data and keeps the production limits.
`;

/** Reads the command line and the environment. @throws UsageError in one line for people */
export function parseStartArguments(argv: readonly string[], env: NodeJS.ProcessEnv): StartArguments {
  const text = { type: 'string' } as const;
  const options = { api: text, socket: text, worker: text, port: text, host: text, data: text };
  let values: { [name in keyof typeof options]?: string | undefined } & { help?: boolean | undefined };
  try {
    const help = { type: 'boolean', short: 'h' } as const;
    values = parseArgs({ args: [...argv], options: { ...options, help }, strict: true }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
  const empty = Object.entries(values).find(([, value]) => value === '');
  if (empty) throw new UsageError(`--${empty[0]} needs a value`);
  return {
    help: values.help ?? false,
    dataDir: resolve(values.data ?? `${REPOSITORY}.data`),
    port: wholeNumber('--port', values.port, 1, 65_535) ?? wholeNumber('PORT', env.PORT || undefined, 1, 65_535),
    host: values.host,
    api: wholeNumber('--api', values.api, ...LIMITS.api),
    socket: wholeNumber('--socket', values.socket, ...LIMITS.socket),
    worker: wholeNumber('--worker', values.worker, ...LIMITS['media-worker']),
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
  };
}

/** @throws UsageError when it is not a whole number from `min` to `max` */
export function wholeNumber(name: string, value: string | undefined, min: number, max: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`${name} must be a whole number from ${min} to ${max}, not "${value}"`);
}

import type { Config } from '../config.js';
import type { LocalCluster } from '../local-cluster.js';

/** What one look has found. */
export interface Finding {
  /** What was looked at, such as `postgres fsync`. */
  check: string;
  /** `warn`: works, but not as it should; `fail`: will lose data, or not work. */
  status: 'ok' | 'warn' | 'fail';
  /** What is the case. Never a secret. */
  found: string;
  /** What to do about it; undefined when nothing is to be done. */
  todo?: string;
}

export interface Patient {
  config: Config;
  /** When it is one that `npm start` runs. */
  cluster: LocalCluster | undefined;
}

export const ok = (check: string, found: string): Finding => ({ check, status: 'ok', found });
export const warn = (check: string, found: string, todo: string): Finding => ({ check, status: 'warn', found, todo });
export const fail = (check: string, found: string, todo: string): Finding => ({ check, status: 'fail', found, todo });

/** What an error says, without what its libraries hang on. Some have no message of their own. */
export function reason(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: string; errors?: unknown[] };
  return message || code || (errors?.[0] ? reason(errors[0]) : String(error));
}

import type { Entries } from './entries.js';

export interface ClusterOptions {
  /** Holds all state: databases, logs, secrets, cluster.json. Made when missing. */
  dataDir: string;
  /** The one port in front. Without it, 8080 or the next free one; given, it must be free. */
  port?: number | undefined;
  /** Addresses that the port is opened on. Loopback by default: a demo has known passwords. */
  host?: string | undefined;
  /** How many of each (2, 2, 1). */
  api?: number | undefined;
  socket?: number | undefined;
  worker?: number | undefined;
  /** Outside servers to use; the embedded ones are then not started. */
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  /** More environment for every service. */
  env?: NodeJS.ProcessEnv | undefined;
  /** Load demo data and relax limits by address. By default unless NODE_ENV is `production`. */
  demo?: boolean | undefined;
  /** Progress in lines for people; each step ends with `ms`, how long it took. */
  log?: ((line: string, ms?: number) => void) | undefined;
  /** Other programs than the repository's, for tests of the supervisor itself. */
  entries?: Entries | undefined;
  /** Gives the start up: everything is stopped again and the start rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

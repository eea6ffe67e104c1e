import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Tables } from './tables.js';

export interface Database {
  /** For the hot statements: named, so that Postgres parses and plans them once a connection. */
  pool: pg.Pool;
  /** For everything else. Shares the pool. */
  kysely: Kysely<Tables>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  /** Milliseconds after which a statement is given up on both sides: its outcome is then unknown. */
  statementTimeout: number;
  applicationName: string;
  log: Logger;
}

/** Opens a pool. Nothing is connected yet: a Postgres that is away makes the first query fail, not the start. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: options.statementTimeout,
    // A frozen Postgres never times a statement out by itself: the client gives up a little later.
    query_timeout: options.statementTimeout + 1_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: options.applicationName,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => options.log.warn({ err: error }, 'idle Postgres connection lost'));
  pool.on('connect', (client) =>
    client.on('error', (error) => options.log.warn({ err: error }, 'Postgres connection lost')),
  );
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { pool, kysely, close: () => kysely.destroy() };
}

/** SQLSTATE classes and socket errors after which the connection, not the statement, is at fault. */
export function isConnectionFault(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return (
    /^(08|57P0|53)/.test(code) ||
    /^E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_AGAIN)/.test(code) ||
    /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered/.test(
      message,
    )
  );
}

/** True when the statement cannot have reached Postgres: there was no connection to send it on. */
export function wasNeverSent(error: unknown): boolean {
  const {
    code = '',
    message = '',
    syscall = '',
  } = (error ?? {}) as {
    code?: string;
    message?: string;
    syscall?: string;
  };
  return (
    /^(connect|getaddrinfo)$/.test(syscall) ||
    // Starting up, or full.
    /^(57P03|53300)$/.test(code) ||
    /timeout exceeded when trying to connect|due to connection timeout/.test(message)
  );
}

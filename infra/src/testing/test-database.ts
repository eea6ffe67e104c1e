import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { repositoryEntries } from '../cluster/entries.js';
import { withDatabase } from './database-url.js';
import { ensureTemplate } from './template.js';
import { type TestServer, testPostgres } from './test-servers.js';

export interface TestDatabase {
  /** With the credentials of the database's owner. */
  readonly url: string;
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Whether it begins with the tables of all migrations (true) or empty. */
  template?: boolean;
  /** The compiled program that migrates DATABASE_URL, another than the repository's. */
  migrate?: string;
}

/** Serialises the making of templates and copies: a template cannot be copied while somebody is connected to it. */
const ADVISORY_LOCK = 7_267_823;

let shared: Promise<TestServer> | undefined;

/**
 * A fresh database with a name of its own, on TEST_DATABASE_URL or on an embedded Postgres that all test databases of
 * this process share. Migrations run once per server and version of the code; every further database is a copy.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { template = true, migrate = repositoryEntries().migrate } = options;
  shared ??= testPostgres();
  const server = await shared;
  const name = `samvad_test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await asAdmin(server.url, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const source = template ? await ensureTemplate(admin, server.url, migrate) : 'template0';
    await admin.query(`create database ${name} template ${source}`);
  });
  return {
    url: withDatabase(server.url, name),
    drop: () =>
      asAdmin(server.url, async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`))),
  };
}

/** Runs `work` on a connection of its own; closing it also gives back its advisory locks. */
async function asAdmin<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: url });
  admin.on('error', () => {});
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

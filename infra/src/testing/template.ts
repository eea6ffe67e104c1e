import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { withDatabase } from './database-url.js';

const hashes = new Map<string, string>();

/**
 * Makes sure that there is a template database with all migrations, and returns its name, which depends on the code. The
 * caller holds the advisory lock.
 */
export async function ensureTemplate(admin: pg.Client, url: string, migrate: string): Promise<string> {
  if (!existsSync(migrate)) throw new Error(`${migrate} is not built; build with: npm run build`);
  const name = `samvad_template_${codeHash(migrate)}`;
  const found = await admin.query<{ datistemplate: boolean }>(
    'select datistemplate from pg_database where datname = $1',
    [name],
  );
  // Only a finished one is marked as a template: whatever else bears the name was interrupted.
  if (!found.rows[0]?.datistemplate) {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name} template template0`);
    await runMigrations(migrate, withDatabase(url, name));
    await admin.query(`alter database ${name} is_template true`);
  }
  // A connection of the migrations may take a moment to end on the server's side.
  await admin.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [name]);
  return name;
}

async function runMigrations(program: string, url: string): Promise<void> {
  const env = { ...process.env, DATABASE_URL: url };
  await promisify(execFile)(process.execPath, [program], { env }).catch((error: Error & { stderr?: string }) => {
    throw new Error(`migrating the template database failed: ${error.message}`);
  });
}

/** Tells one version of the migrations from another: the program's whole package, as compiled, and its SQL. */
function codeHash(program: string): string {
  const known = hashes.get(program);
  if (known) return known;
  let root = dirname(program);
  while (!existsSync(join(root, 'package.json')) && root !== dirname(root)) root = dirname(root);
  const hash = createHash('sha256');
  for (const file of codeFiles(root)) hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  const value = hash.digest('hex').slice(0, 16);
  hashes.set(program, value);
  return value;
}

function codeFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) return ['node_modules', 'test'].includes(entry.name) ? [] : codeFiles(path);
      return /\.(js|sql)$/.test(entry.name) ? [path] : [];
    });
}

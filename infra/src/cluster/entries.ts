import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The compiled programs of which a cluster consists. */
export interface Entries {
  migrate: string;
  seed: string;
  api: string;
  socket: string;
  worker: string;
  /** The built dashboard, a folder. */
  dashboard: string;
}

/** The repository this file lies in, seen from infra/dist/src/cluster. */
export const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));

/** Where the repository's build puts each program. */
export function repositoryEntries(root = REPOSITORY): Entries {
  const service = (...path: string[]) => join(root, 'services', ...path);
  return {
    migrate: service('core/dist/src/bin/migrate.js'),
    seed: service('core/dist/src/bin/seed-demo.js'),
    api: service('api/dist/src/main.js'),
    socket: service('socket/dist/src/main.js'),
    worker: service('media-worker/dist/src/main.js'),
    dashboard: service('dashboard/out'),
  };
}

/** @throws Error when a program has not been built */
export function requireEntries(entries: Entries): void {
  const missing = Object.values(entries).filter((file) => !existsSync(file));
  if (missing.length === 0) return;
  const names = missing.map((file) => relative(REPOSITORY, file)).join(', ');
  throw new Error(`not built: ${names}; build with: npm run build`);
}

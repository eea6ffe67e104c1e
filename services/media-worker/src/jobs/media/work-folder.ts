import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { processStart } from './process-start.js';

/** Containers may share a disk, and each of them has a process 1: nobody judges another host's processes. */
const prefix = `samvad-media-${hostname().replaceAll(/[^A-Za-z0-9]/g, '_')}-`;
const remove = (path: string) => rm(path, { recursive: true, force: true, maxRetries: 3 });

/** A worker's temporary files. Its name says which process it belongs to, so that a dead one's can be told and removed. */
export class WorkFolder {
  readonly path: string;

  static async open(): Promise<WorkFolder> {
    const start = await processStart(process.pid);
    return new WorkFolder(await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-${start}-`)));
  }

  private constructor(path: string) {
    this.path = path;
  }

  /** Does `work` with a fresh folder, which is gone afterwards, whatever came of it. */
  async within<T>(work: (path: string) => Promise<T>): Promise<T> {
    const path = await mkdtemp(join(this.path, 'job-'));
    try {
      return await work(path);
    } finally {
      await remove(path);
    }
  }

  close(): Promise<void> {
    return remove(this.path);
  }
}

/** Removes what workers of this host have left behind that were killed. */
export async function removeDeadFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const [pid, start] = name.slice(prefix.length).split('-');
    if ((await processStart(Number(pid))) === start) continue;
    // What belongs to another user is for that one's workers to remove.
    await remove(join(tmpdir(), name)).catch(() => {});
  }
}

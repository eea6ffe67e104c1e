import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ClusterProcess {
  name: string;
  role: string;
  pid: number;
  port: number | null;
}

/** A Samvad that `npm start` runs, as its data folder tells of it. */
export interface LocalCluster {
  url: string;
  /** What runs just now. */
  processes: ClusterProcess[];
  /** What its nodes are run with. */
  settings: Record<string, string>;
}

/** @throws Error when no Samvad was ever started on the folder */
export function readLocalCluster(dir: string): LocalCluster {
  try {
    const settings = JSON.parse(readFileSync(join(dir, 'settings.json'), 'utf8')) as Record<string, string>;
    const { url, processes } = JSON.parse(readFileSync(join(dir, 'cluster.json'), 'utf8')) as Omit<
      LocalCluster,
      'settings'
    >;
    return { url, processes, settings };
  } catch (cause) {
    throw new Error(`${dir} is no data folder of a Samvad that was started: ${(cause as Error).message}`, { cause });
  }
}

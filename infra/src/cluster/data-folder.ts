import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ownRef } from '../process/identity.js';
import { type Reaper, startReaper } from '../process/reaper.js';
import { type ClusterProcess, writeClusterFile } from './cluster-file.js';
import { takeLock } from './lock.js';

/** A data folder that this process holds, with the will that takes effect if it is killed. */
export interface DataFolder {
  readonly reaper: Reaper;
  path(...parts: string[]): string;
  logFile(name: string): string;
  /** Makes cluster.json say that these run, and names the URL to whoever finds the folder taken. */
  publish(url: string, processes: readonly ClusterProcess[]): void;
  /** Says in cluster.json that nothing runs any more, and lets go of the folder. */
  close(): void;
}

/** Takes the folder, made when missing. @throws Error when another living process holds it */
export async function openDataFolder(dir: string, log: (line: string) => void): Promise<DataFolder> {
  mkdirSync(dir, { recursive: true });
  const root = realpathSync(dir);
  const clusterFile = join(root, 'cluster.json');
  const lock = await takeLock(join(root, 'supervisor.lock'), log);
  const self: ClusterProcess = { name: 'supervisor', role: 'supervisor', pid: ownRef().pid, port: null };

  let url = '';
  const noteChildren = () => lock.update({ url, reaper: reaper.ref, children: reaper.watched });
  const reaper = startReaper({ clusterFile, onChange: () => noteChildren() });
  noteChildren();

  return {
    reaper,
    path: (...parts) => join(root, ...parts),
    logFile: (name) => join(root, 'logs', `${name}.log`),
    publish(at, processes) {
      const moved = at !== url;
      url = at;
      if (moved) noteChildren();
      writeClusterFile(clusterFile, { url, processes: [self, ...processes] });
    },
    close() {
      writeClusterFile(clusterFile, { url, processes: [] });
      reaper.goodbye();
      lock.release();
    },
  };
}

import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../atomic-file.js';

export type Role = 'api' | 'socket' | 'media-worker' | 'nginx' | 'postgres' | 'redis' | 'supervisor';

export interface ClusterProcess {
  name: string;
  role: Role;
  pid: number;
  /** Where it listens on loopback; null for the supervisor, which does not. */
  port: number | null;
}

/** The content of `cluster.json`: what runs just now, for people, scripts and tests that stop one and watch. */
export interface ClusterState {
  url: string;
  processes: ClusterProcess[];
}

/** Reads a cluster.json; undefined when there is none or it is not one. */
export function readClusterFile(file: string): ClusterState | undefined {
  try {
    const state = JSON.parse(readFileSync(file, 'utf8')) as ClusterState;
    return Array.isArray(state.processes) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces a cluster.json in one step. */
export function writeClusterFile(file: string, state: ClusterState): void {
  writeFileAtomic(file, `${JSON.stringify(state, null, 2)}\n`);
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface InstalledNode {
  version: string;
  /** Whether it is the version that the images have. */
  isTheImages: boolean;
  /** To be put before PATH. */
  folders: string[];
}

/** Installs the Node of an image such as `node:24.1.2-slim` into `dir`, from npm; where that cannot be had, this machine's has to do. */
export function installNode(image: string, dir: string): InstalledNode {
  const version = /^node:(\d+\.\d+\.\d+)/.exec(image)?.[1];
  if (!version) throw new Error(`${image} does not say which Node it has`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const options = ['--no-save', '--no-audit', '--no-fund', '--prefix', dir];
  const { status } = spawnSync('npm', ['install', ...options, `${name}@${version}`], { stdio: 'ignore' });
  return status === 0
    ? { version, isTheImages: true, folders: [join(dir, 'node_modules', name, 'bin')] }
    : { version: process.versions.node, isTheImages: false, folders: [] };
}

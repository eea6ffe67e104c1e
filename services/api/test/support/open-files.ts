import { readdirSync, readlinkSync } from 'node:fs';

/** How many files below a folder this process has open (Linux; elsewhere it finds none). */
export function openFilesBelow(dir: string): number {
  return descriptors().filter((path) => path.startsWith(`${dir}/`)).length;
}

function descriptors(): string[] {
  try {
    return readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

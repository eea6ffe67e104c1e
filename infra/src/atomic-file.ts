import { renameSync, writeFileSync } from 'node:fs';

/** Replaces a file in one step, so that a reader sees the old content or the new, never half of it. */
export function writeFileAtomic(file: string, content: string, mode = 0o644): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content, { mode });
  renameSync(temporary, file);
}

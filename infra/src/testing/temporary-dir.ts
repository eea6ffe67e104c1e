import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processReaper } from '../process/process-reaper.js';

export interface TemporaryDir {
  readonly path: string;
  remove(): void;
}

/** A fresh folder that goes away by itself when this process ends, however it ends. */
export function temporaryDir(name: string): TemporaryDir {
  const path = mkdtempSync(join(tmpdir(), `samvad-${name}-`));
  processReaper().removeDir(path);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

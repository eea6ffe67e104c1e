import type { Face } from '../worker-messages';

/** What `scripts/service-worker.mjs` puts before the compiled files of this folder. */
export interface Build {
  /** Next.js' own, which a page knows as well. */
  readonly id: string;
  /** Another one with every change of any file. */
  readonly version: string;
  readonly faces: Readonly<Record<Face, FaceFiles>>;
  /** Paths of what is kept once it was asked for: icons and the like. */
  readonly files: readonly string[];
}

export interface FaceFiles {
  /** Path of each page, and what it must be: `sha256-…`. */
  readonly pages: Readonly<Record<string, string>>;
  /** Paths of scripts and styles, named by their content. */
  readonly assets: readonly string[];
}

declare global {
  const BUILD: Build;
}

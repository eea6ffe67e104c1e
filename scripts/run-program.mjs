import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap, fail, root } from './bootstrap.mjs';

/** Bootstraps, then runs a compiled program of the repository in this process, with this command line's arguments. */
export async function runProgram(path) {
  bootstrap();
  const program = join(root, path);
  if (!existsSync(program)) fail(`${path} does not exist; did the build leave it out?`);
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
}

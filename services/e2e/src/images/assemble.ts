import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '@samvad/infra';
import type { Stage } from './dockerfile.js';

/** What has been compiled already stands for this stage: it is what the repository's own build makes. */
const compiled = 'build';

/**
 * Makes the folder `/samvad` of a stage as the Dockerfile says, without a container: copies the same files, and runs the same
 * `npm ci`. Packages of the distribution are taken from this machine.
 */
export function assemble(
  stages: Map<string, Stage>,
  name: string,
  into: string,
  done = new Map<string, string>(),
): string {
  const known = done.get(name);
  if (known) return known;
  const stage = stages.get(name);
  if (!stage) throw new Error(`the Dockerfile has no stage ${name}`);
  const root = join(into, name);
  mkdirSync(root, { recursive: true });
  done.set(name, root);
  if (stages.has(stage.base))
    cpSync(assemble(stages, stage.base, into, done), root, { recursive: true, verbatimSymlinks: true });
  for (const { from, sources, target } of stage.copies) {
    const origin = from && from !== compiled ? assemble(stages, from, into, done) : REPOSITORY;
    for (const source of sources) copy(origin, source.replace(/^\/samvad\/?/, ''), root, target, from === undefined);
  }
  for (const run of stage.runs.filter((line) => line.startsWith('npm ci'))) {
    execFileSync('npm', run.split(/\s+/).slice(1), { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return root;
}

/** As COPY does: into a folder if the target ends in a slash, otherwise under that name. */
function copy(origin: string, source: string, root: string, target: string, tracked: boolean): void {
  const from = join(origin, source);
  if (tracked && !isTracked(source)) throw new Error(`${source} is copied and not in the repository`);
  if (!existsSync(from)) throw new Error(`${source} is copied and does not exist`);
  const to =
    target.endsWith('/') && /\.\w+$/.test(source)
      ? join(root, target, source.split('/').at(-1) ?? '')
      : join(root, target);
  mkdirSync(dirname(to), { recursive: true });
  // Tests are removed by the build stage.
  const filter = (path: string) => !/\/dist\/test(\/|$)/.test(path);
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter });
}

function isTracked(path: string): boolean {
  return execFileSync('git', ['ls-files', '--', path], { cwd: REPOSITORY, encoding: 'utf8' }) !== '';
}

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { REPOSITORY } from '@samvad/infra';
import { contextFiles } from './build-context.js';
import type { Stage } from './dockerfile.js';

/** The stage that compiles. */
const compiling = 'build';
/** What it has compiled is taken without this, which it removes. */
const removed = /\/dist\/(test|src\/testing)(\/|$)|\.d\.ts$|\.map$/;

export interface Assembly {
  stages: Map<string, Stage>;
  /** Where each stage gets a folder. */
  into: string;
  /** Whether to compile as the Dockerfile says, too (minutes); otherwise the repository's own build stands for it. */
  compile: boolean;
  /** For RUN. */
  path: string;
  /** Stages that are there already. */
  done?: Map<string, string>;
}

/**
 * Makes the folder `/samvad` of a stage as the Dockerfile says, without a container: copies the same files, and runs the same
 * commands as far as they are npm's. What changes the system around that folder is left out: packages of the distribution are taken
 * from this machine.
 *
 * @returns the folder
 * @throws Error when something is copied that is not there, or a command fails
 */
export function assemble(assembly: Assembly, name: string): string {
  assembly.done ??= new Map();
  const { stages, into, done } = assembly;
  const known = done.get(name);
  if (known) return known;
  const stage = stages.get(name);
  if (!stage) throw new Error(`the Dockerfile has no stage ${name}`);
  const root = join(into, name);
  mkdirSync(root, { recursive: true });
  done.set(name, root);
  if (stages.has(stage.base)) cpSync(assemble(assembly, stage.base), root, { recursive: true, verbatimSymlinks: true });
  for (const step of stage.steps) {
    if ('run' in step) run(step.run, root, stage, assembly.path);
    else copy(assembly, step, root);
  }
  return root;
}

function run(command: string, root: string, { env, name }: Stage, path: string): void {
  if (!/^np[mx] /.test(command)) return;
  // What is run here must not reach anything but the stage's folder.
  if (/(^|[\s'"=])(\/|~|\.\.)/.test(command))
    throw new Error(`${name}: ${command} names a place outside of its folder`);
  const ended = spawnSync('sh', ['-c', command], {
    cwd: root,
    env: { ...process.env, ...env, PATH: path },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (ended.status !== 0) {
    throw new Error(
      `${name}: ${command} ended with ${ended.status}\n${`${ended.stdout}${ended.stderr}`.slice(-3_000)}`,
    );
  }
}

/** As COPY does: a folder's content into the target, a file into it if the target ends in a slash, otherwise under that name. */
function copy(
  assembly: Assembly,
  { from, sources, target }: Extract<Stage['steps'][number], { sources: string[] }>,
  root: string,
): void {
  for (const source of sources) {
    if (from === undefined) {
      copyFromContext(source, root, target);
      continue;
    }
    const asBuilt = from === compiling && !assembly.compile;
    const path = join(asBuilt ? REPOSITORY : assemble(assembly, from), source.replace(/^\/samvad\/?/, ''));
    if (!existsSync(path)) throw new Error(`${source} of ${from} is copied and does not exist`);
    const to = statSync(path).isDirectory() || !target.endsWith('/') ? target : join(target, basename(path));
    mkdirSync(dirname(join(root, to)), { recursive: true });
    const filter = asBuilt ? (file: string) => !removed.test(file) : () => true;
    cpSync(path, join(root, to), { recursive: true, verbatimSymlinks: true, filter });
  }
}

function copyFromContext(source: string, root: string, target: string): void {
  const files = contextFiles(source);
  if (files.length === 0)
    throw new Error(`${source} is copied, and not in the repository or held back by .dockerignore`);
  for (const file of files) {
    // A file that is named itself, or one below a folder that is.
    const below = file === source ? (target.endsWith('/') ? basename(file) : '') : file.slice(source.length + 1);
    const to = join(root, target, below);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(REPOSITORY, file), to);
  }
}

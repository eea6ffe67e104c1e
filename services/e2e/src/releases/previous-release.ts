import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Entries, REPOSITORY, repositoryEntries } from '@samvad/infra';

/** Compiled is what a cluster runs of it; the pages are those of this release. */
const projects = ['services/core', 'services/api', 'services/socket', 'services/media-worker'];

/**
 * The commit of the release before this one: the last tag `v…` before here or, as long as there is none, the one that `package.json` names.
 * Undefined where there is no history to take it from.
 */
export function previousRelease(): string | undefined {
  const commit =
    lastTag() ?? (JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')).samvad.previousRelease as string);
  return git('rev-parse', '--verify', '--quiet', `${commit}^{commit}`);
}

/**
 * Has that release in `.releases/<commit>`, with its own dependencies and compiled; takes a minute or two the first time. @throws Error with
 * what the failed step said
 */
export async function buildRelease(commit: string, say: (line: string) => void): Promise<Entries> {
  const folder = join(REPOSITORY, '.releases', commit);
  const done = join(folder, '.built');
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    say(`the release ${commit.slice(0, 10)}: its sources`);
    await run('sh', ['-c', 'git -C "$0" archive "$1" | tar -x -C "$2"', REPOSITORY, commit, folder], REPOSITORY);
    say('its dependencies');
    const wanted = projects.flatMap((project) => ['--workspace', project]);
    await run(
      'npm',
      ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include-workspace-root', ...wanted],
      folder,
    );
    say('compiling');
    await run('npx', ['tsc', '-b', ...projects], folder);
    writeFileSync(done, '');
  }
  return { ...repositoryEntries(folder), dashboard: repositoryEntries().dashboard };
}

const lastTag = () => git('describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^');

function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', ['-C', REPOSITORY, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

function run(command: string, args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Of its own: what this process is told (by npm, by the test runner) is about this release.
    const { PATH, HOME } = process.env;
    const child = spawn(command, args, { cwd, env: { PATH, HOME }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes) => {
        output = `${output}${bytes}`.slice(-4_000);
      });
    }
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`)),
    );
  });
}

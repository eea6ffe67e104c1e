import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '@samvad/infra';

/** The files that a build is given of `source`, a path of the repository: those in git that .dockerignore does not hold back. */
export function contextFiles(source: string): string[] {
  const ignored = readIgnored();
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', source], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  return list.split('\0').filter((path) => path !== '' && !ignored.some((pattern) => pattern.test(path)));
}

/** .dockerignore as far as ours goes: paths from the root, and `**` and `*` in them; each stands for all that is below it. */
function readIgnored(): RegExp[] {
  return readFileSync(join(REPOSITORY, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      if (/[!?[\]\\]/.test(line)) throw new Error(`.dockerignore: ${line} is more than is understood here`);
      const parts = line.split(/(\*\*\/|\*)/).map((part) => {
        if (part === '**/') return '(?:.*/)?';
        return part === '*' ? '[^/]*' : part.replaceAll(/[.+^$(){}|]/g, '\\$&');
      });
      return new RegExp(`^${parts.join('')}(/|$)`);
    });
}

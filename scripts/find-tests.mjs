import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { root } from './bootstrap.mjs';

/** The compiled tests, as paths from the root; with patterns, those at or below one of these files and folders. */
export function findTests(patterns) {
  const wanted = patterns.map((pattern) => relative(root, resolve(root, pattern)));
  return packages()
    .flatMap((name) => testsOf(name))
    .filter(({ source, compiled }) => {
      return wanted.length === 0 || wanted.some((path) => isWithin(source, path) || isWithin(compiled, path));
    })
    .map(({ compiled }) => compiled);
}

function packages() {
  const services = readdirSync(join(root, 'services'), { withFileTypes: true });
  return ['infra', ...services.filter((entry) => entry.isDirectory()).map((entry) => join('services', entry.name))];
}

/** A compiled file whose source is gone is left over from an earlier build. */
function testsOf(name) {
  const folder = join(root, name, 'dist', 'test');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.test.js'))
    .sort()
    .map((file) => ({
      compiled: join(name, 'dist', 'test', file),
      source: join(name, 'test', file.replace(/\.js$/, '.ts')),
    }))
    .filter(({ source }) => existsSync(join(root, source)) || existsSync(join(root, `${source}x`)));
}

function isWithin(path, folder) {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { REPOSITORY } from '@samvad/infra';
import ts from 'typescript';

export interface Loaded {
  /** Compiled files of ours, from the root. */
  files: Set<string>;
  /** Packages of others, and which service loads each. */
  packages: { by: string; name: string }[];
}

/** All that a compiled program of ours can come to load: by `import`, `import()`, or as a program beside it. */
export function whatIsLoaded(program: string): Loaded {
  const files = new Set<string>();
  const packages = new Map<string, { by: string; name: string }>();
  const follow = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(join(REPOSITORY, file), 'utf8');
    for (const [, beside = ''] of text.matchAll(/new URL\('(\.[^']+\.js)', import\.meta\.url\)/g)) {
      follow(join(dirname(file), beside));
    }
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      const by = file.split('/').slice(0, 2).join('/');
      if (fileName.startsWith('.')) follow(join(dirname(file), fileName));
      else if (fileName.startsWith('@samvad/')) follow(exported(fileName, by, packages));
      else if (!fileName.startsWith('node:') && !builtinModules.includes(fileName)) {
        const name = fileName
          .split('/')
          .slice(0, fileName.startsWith('@') ? 2 : 1)
          .join('/');
        packages.set(`${by} ${name}`, { by, name });
      }
    }
  };
  follow(program);
  return { files, packages: [...packages.values()] };
}

/** The file that a package of ours means by a name, which it must depend on as on any other. */
function exported(specifier: string, by: string, packages: Map<string, { by: string; name: string }>): string {
  const [scope, service = '', ...rest] = specifier.split('/');
  packages.set(`${by} ${scope}/${service}`, { by, name: `${scope}/${service}` });
  const folder = join('services', service);
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, folder, 'package.json'), 'utf8'));
  const target = manifest.exports[['.', ...rest].join('/')]?.default;
  const file = relative(REPOSITORY, join(REPOSITORY, folder, target ?? ''));
  if (!target || !existsSync(join(REPOSITORY, file))) throw new Error(`${specifier} is nothing that is built`);
  return file;
}

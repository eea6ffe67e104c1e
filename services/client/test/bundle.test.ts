import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPOSITORY } from '@samvad/infra';
import { test } from 'tap';

const compiled = (path: string) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));
const staticImports = /(?:^|\n)(?:import|export)\s(?:([^;'"]*?)\sfrom\s)?['"]([^'"]+)['"]/g;

/** Every module that is loaded with this one, and what is taken of each package. */
function loadedWith(entry: string) {
  const modules = new Set<string>();
  const packages = new Map<string, Set<string>>();
  const visit = (file: string) => {
    if (modules.has(file)) return;
    modules.add(file);
    for (const [, names = '', from = ''] of readFileSync(file, 'utf8').matchAll(staticImports)) {
      if (from.startsWith('.')) visit(join(dirname(file), from));
      else packages.set(from, new Set([...(packages.get(from) ?? []), ...(names.match(/\w+/g) ?? [])]));
    }
  };
  visit(entry);
  return { modules: [...modules], packages };
}

test('what a page loads that only makes a client', (t) => {
  const { modules, packages } = loadedWith(compiled('index.js'));
  t.same([...packages.keys()].sort(), ['@samvad/contract', 'socket.io-client'], 'neither schemas nor IndexedDB');
  t.same([...(packages.get('@samvad/contract') ?? [])], ['errors'], 'of the contract only a table');
  t.notOk(modules.includes(compiled('uploads/resumable.js')), 'large uploads are loaded when there is one');

  const contract = join(REPOSITORY, 'services', 'contract');
  // So that a bundler leaves the schemas beside that table out.
  t.equal(JSON.parse(readFileSync(join(contract, 'package.json'), 'utf8')).sideEffects, false);
  t.equal(loadedWith(join(contract, 'dist', 'src', 'errors.js')).packages.size, 0);
  t.same([...loadedWith(compiled('outbox/indexed-db.js')).packages.keys()], ['idb']);
  t.end();
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Who may import whom. `src` of each; tests may also use `infra` and the testing helpers. */
const allowed: Record<string, string[]> = {
  contract: [],
  client: ['contract'],
  dashboard: ['contract', 'client'],
  core: ['contract'],
  api: ['contract', 'core'],
  socket: ['contract', 'core'],
  'media-worker': ['contract', 'core'],
  e2e: ['contract', 'core', 'client', 'api', 'socket', 'media-worker', 'infra'],
};
const infrastructure = { 'infra/src': [] as string[] };

const services = readdirSync(join(root, 'services'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function sources(dir: string): string[] {
  return readdirSync(join(root, dir), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name]) => name ?? '');
}

test('every import follows the house rule', async (t) => {
  t.same(
    services.filter((name) => !(name in allowed)),
    [],
    'every service has a rule',
  );
  const rules = {
    ...infrastructure,
    ...Object.fromEntries(services.map((name) => [`services/${name}/src`, allowed[name]])),
  };
  for (const [dir, may] of Object.entries(rules)) {
    for (const file of sources(dir)) {
      // Helpers that tests of several services share start real servers.
      const extra = file.includes('/core/src/testing/') ? ['infra'] : [];
      for (const name of importsOf(file)) {
        const own = /^@samvad\/([a-z0-9-]+)/.exec(name)?.[1];
        if (own) t.ok([...(may ?? []), ...extra].includes(own), `${file.slice(root.length)} imports ${name}`);
        if (name.startsWith('.')) t.notMatch(join(file, '..', name).slice(root.length), /^services\/(?!.*src)/);
      }
    }
  }
});

test('core knows neither Fastify nor sockets, and no folder is a drawer', async (t) => {
  for (const file of sources('services/core/src')) {
    for (const name of importsOf(file)) t.notMatch(name, /^(fastify|@fastify\/|socket\.io)/, file.slice(root.length));
  }
  const folders = ['services', 'infra'].flatMap((dir) =>
    readdirSync(join(root, dir), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isDirectory() && !/node_modules|dist|\.next|\/out(\/|$)/.test(entry.parentPath))
      .map((entry) => entry.name),
  );
  for (const drawer of ['utils', 'util', 'common', 'types', 'helpers', 'misc'])
    t.notOk(folders.includes(drawer), drawer);
});

test('package.json says the same as the imports', async (t) => {
  for (const name of services) {
    const manifest = JSON.parse(readFileSync(join(root, 'services', name, 'package.json'), 'utf8'));
    const own = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@samvad/'));
    for (const dependency of own)
      t.ok(allowed[name]?.includes(dependency.slice(8)), `${name} depends on ${dependency}`);
  }
});

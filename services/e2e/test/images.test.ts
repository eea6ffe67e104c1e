import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFlags, REPOSITORY } from '@samvad/infra';
import { validate } from 'dockerfile-utils';
import { test } from 'tap';
import { dockerfilePath, inherited, readStages } from '../src/images/dockerfile.js';

const stages = readStages();
const nodes = ['api', 'socket', 'media-worker'];
const images = [...nodes, 'migrate', 'admin', 'web'];

test('the Dockerfile has no fault that a linter knows', async (t) => {
  const problems = validate(readFileSync(dockerfilePath, 'utf8'));
  t.same(
    problems.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`),
    [],
  );
});

test('every base is of a named version', async (t) => {
  const bases = [...stages.values()].map(({ base }) => base).filter((base) => !stages.has(base));
  t.ok(bases.length > 0);
  for (const base of bases) t.match(base, /^[\w./-]+:\d[\w.-]*$/, base);
});

test('every image runs as a user without rights and says whether it is well', async (t) => {
  for (const name of images) {
    t.match(inherited(stages, name, 'user'), /^(1000:1000|101:101)$/, `${name} is not root`);
    t.ok(inherited(stages, name, 'healthCheck'), `${name} has a health check, or says that it has none`);
    t.ok(stages.get(name)?.labels.includes('org.opencontainers.image.title'), `${name} has a title`);
  }
});

test('what an image runs is what the build makes, with the flags of the local cluster', async (t) => {
  for (const name of images.filter((one) => one !== 'web')) {
    const line = [...(inherited(stages, name, 'entrypoint') ?? []), ...(inherited(stages, name, 'cmd') ?? [])];
    t.ok(existsSync(join(REPOSITORY, line.at(-1) ?? '')), `${name}: ${line.at(-1)} exists`);
    if (nodes.includes(name)) t.same(line.slice(1, -1), nodeFlags, name);
  }
});

test('an image gets what production needs, of its own service and those below it', async (t) => {
  for (const name of nodes) {
    const modules = stages.get(`${name}-modules`);
    t.ok(
      modules?.runs.every((run) => /^npm ci .*--omit=dev/.test(run)),
      `${name} has no development modules`,
    );
    const copied = modules?.copies.flatMap(({ sources }) => sources) ?? [];
    for (const service of ['contract', 'core', name]) {
      t.ok(copied.includes(`services/${service}/package.json`), `${name} knows of ${service}`);
    }
    t.equal(copied.filter((path) => path.startsWith('services/')).length, 3, `${name} knows of nothing else`);
  }
});

test('what is copied from the repository is in it', async (t) => {
  const sources = [...stages.values()]
    .flatMap(({ copies }) => copies)
    .filter(({ from }) => from === undefined)
    .flatMap((copy) => copy.sources);
  t.ok(sources.length > 0);
  for (const source of new Set(sources)) {
    const files = execFileSync('git', ['ls-files', '--', source], { cwd: REPOSITORY, encoding: 'utf8' });
    t.not(files, '', `${source} is in the repository`);
  }
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFlags, REPOSITORY } from '@samvad/infra';
import { validate } from 'dockerfile-utils';
import { test } from 'tap';
import { contextFiles } from '../src/images/build-context.js';
import { copiesOf, dockerfilePath, inherited, readStages, type Stage } from '../src/images/dockerfile.js';
import { whatIsLoaded } from './support/what-is-loaded.js';

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
  for (const base of bases) t.match(base, /^[\w./-]+:\d+\.\d+\.\d+-\w[\w-]*$/, base);
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
    t.ok(existsSync(join(REPOSITORY, programOf(name))), `${name}: ${programOf(name)} exists`);
    if (nodes.includes(name)) {
      t.same(inherited(stages, name, 'cmd')?.slice(1, -1), nodeFlags, name);
    }
  }
});

test('an image gets what its program needs in production, of its own service and those below it', async (t) => {
  for (const name of images.filter((one) => one !== 'web')) {
    const program = programOf(name);
    const steps = inheritedSteps(name);
    const modules = steps.flatMap((step) => ('from' in step && step.from?.endsWith('-modules') ? [step.from] : []));
    t.equal(modules.length, 1, `${name} has modules of one stage`);
    const installing = inheritedSteps(modules[0] ?? '');
    const install = installing.find((step) => 'run' in step);
    const service = program.split('/')[1] ?? '';
    t.match(install && 'run' in install ? install.run : '', `npm ci --omit=dev --workspace=services/${service} `, name);

    const { files, packages } = whatIsLoaded(program);
    const shown = installing.flatMap((step) => ('sources' in step ? step.sources : []));
    t.same(
      shown.filter((path) => path.startsWith('services/')).sort(),
      withOwnDependencies(`services/${service}`).map((one) => `${one}/package.json`),
      `${name}: npm is shown the workspaces that it depends on, and no other`,
    );
    const copied = steps.flatMap((step) => ('from' in step && step.from === 'build' ? [`${step.target}/`] : []));
    for (const file of files) {
      if (!copied.some((folder) => file.startsWith(folder))) t.fail(`${name}: ${file} is loaded and not in the image`);
    }
    for (const { by, name: dependency } of packages) {
      if (!productionDependencies(by).has(dependency)) {
        t.fail(`${name}: ${by} loads ${dependency}, and says nowhere that it does in production`);
      }
    }
    t.ok(files.has(program), `${name}: ${files.size} files of ours are loaded, and ${packages.length} packages`);
  }
});

test('the build is shown every workspace that it compiles, and what is copied is in the repository', async (t) => {
  const manifests = copiesOf(stages.get('build') as Stage).flatMap(({ sources }) => sources);
  for (const service of ['api', 'socket', 'media-worker', 'client', 'contract', 'core', 'dashboard']) {
    t.ok(manifests.includes(`services/${service}/package.json`), service);
  }
  const sources = [...stages.values()]
    .flatMap(copiesOf)
    .filter(({ from }) => from === undefined)
    .flatMap((copy) => copy.sources);
  for (const source of new Set(sources)) {
    const files = execFileSync('git', ['ls-files', '--', source], { cwd: REPOSITORY, encoding: 'utf8' });
    t.not(files, '', `${source} is in the repository`);
    t.not(contextFiles(source).length, 0, `${source} is not held back by .dockerignore`);
  }
  for (const file of contextFiles('.')) {
    if (/(^|\/)(node_modules|dist|out|secrets|\.git|test)\//.test(file)) t.fail(`${file} is sent to the builder`);
  }
});

/** The compiled file that an image starts. */
function programOf(name: string): string {
  const line = [...(inherited(stages, name, 'entrypoint') ?? []), ...(inherited(stages, name, 'cmd') ?? [])];
  return line.find((word) => word.endsWith('.js')) ?? '';
}

function inheritedSteps(name: string): Stage['steps'] {
  const stage = stages.get(name);
  return stage ? [...inheritedSteps(stage.base), ...stage.steps] : [];
}

/** A service and those of ours that it depends on in production, however far down. */
function withOwnDependencies(service: string, found = new Set<string>()): string[] {
  found.add(service);
  for (const name of productionDependencies(service)) {
    if (name.startsWith('@samvad/')) withOwnDependencies(`services/${name.slice('@samvad/'.length)}`, found);
  }
  return [...found].sort();
}

function productionDependencies(service: string): Set<string> {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, service, 'package.json'), 'utf8'));
  return new Set(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }));
}

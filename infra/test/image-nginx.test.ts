import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { REPOSITORY } from '../src/cluster/entries.js';
import { imageNginxConfig } from '../src/nginx/image-config.js';
import { requireTool } from '../src/tools.js';

const template = () => readFileSync(join(REPOSITORY, 'infra/docker/web/nginx.conf.template'), 'utf8');
const settings: Record<string, string> = {
  NGINX_LOCAL_RESOLVERS: '127.0.0.1',
  TRUSTED_PROXIES: '10.0.0.0/8',
  API_HOST: '127.0.0.1',
  SOCKET_HOST: '127.0.0.1',
  SOCKET_NODE_DOMAIN: '.socket-nodes.samvad.svc.cluster.local',
};

test("the image's nginx configuration is the generated one", async (t) => {
  t.equal(template(), imageNginxConfig(), 'npm run docs brings it up to date');
});

test('it asks for what the image says it is told, and for nothing else', async (t) => {
  const asked = new Set([...template().matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name));
  t.same([...asked].sort(), Object.keys(settings).sort());
  const dockerfile = readFileSync(join(REPOSITORY, 'infra/docker/Dockerfile'), 'utf8');
  const filter = /NGINX_ENVSUBST_FILTER="\^\(([^)]*)\)\$"/.exec(dockerfile)?.[1] ?? '';
  t.same(filter.split('|').sort(), Object.keys(settings).sort(), 'variables of nginx are left alone');
});

test('nginx reads it', async (t) => {
  const dir = t.testdir();
  mkdirSync(join(dir, 'tmp'));
  const filled = template()
    .replaceAll(/\$\{(\w+)\}/g, (_, name: string) => settings[name] ?? '')
    .replaceAll('/tmp', join(dir, 'tmp'))
    .replaceAll(/listen (\S*)8080/g, 'listen $1' + '18080');
  const file = join(dir, 'nginx.conf');
  writeFileSync(file, filled);
  t.doesNotThrow(() =>
    execFileSync(requireTool('nginx'), ['-t', '-e', 'stderr', '-c', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  );
  writeFileSync(file, filled.replace('proxy_pass', 'proxy_pas'));
  t.throws(() =>
    execFileSync(requireTool('nginx'), ['-t', '-e', 'stderr', '-c', file], {
      stdio: ['ignore', 'ignore', 'ignore'],
    }),
  );
});

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { REPOSITORY } from '../src/cluster/entries.js';
import { imageNginxConfig } from '../src/nginx/image-config.js';
import { freePort } from '../src/ports.js';
import { requireTool } from '../src/tools.js';
import { waitFor } from '../src/wait.js';
import { startNameServer } from './support/name-server.js';

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

test("the image's nginx is one that knows all of it", async (t) => {
  const dockerfile = readFileSync(join(REPOSITORY, 'infra/docker/Dockerfile'), 'utf8');
  const image = /NGINX_IMAGE=\S+:(\d+\.\d+\.\d+)/.exec(dockerfile)?.[1] ?? '0';
  t.ok(knowsResolve(image), `nginx ${image} knows \`resolve\` of servers`);
});

test('nginx reads it', async (t) => {
  const config = filled(t, settings, await freePort());
  t.equal(check(config), 0);
  writeFileSync(config, readFileSync(config, 'utf8').replace('proxy_pass', 'proxy_pas'));
  t.not(check(config), 0);
});

const loopbacks = process.platform === 'linux' ? {} : { skip: 'only Linux has more than one loopback address' };

test('long polling reaches the node that a session is of, by its name', loopbacks, async (t) => {
  const [port, nodePort] = [await freePort(), await freePort()];
  const names = await startNameServer({ 'socket-0.nodes': ['127.0.0.2'], 'socket-1.nodes': ['127.0.0.3'] });
  const nodes = ['127.0.0.1', '127.0.0.2', '127.0.0.3'].map((host) =>
    createServer((_, response) => response.end(host)).listen(nodePort, host),
  );
  const where = { NGINX_LOCAL_RESOLVERS: names.address, SOCKET_NODE_DOMAIN: '.nodes' };
  const config = filled(t, { ...settings, ...where }, port, nodePort);
  const nginx = spawn(requireTool('nginx'), ['-e', 'stderr', '-c', config], { stdio: 'ignore' });
  const ended = new Promise((resolve) => nginx.once('exit', resolve));
  t.teardown(async () => {
    nginx.kill('SIGTERM');
    await ended;
    names.stop();
    for (const node of nodes) node.close();
  });
  const reached = async (sid: string) => (await fetch(`http://127.0.0.1:${port}/socket.io/?sid=${sid}`)).text();
  await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok, { what: 'nginx', timeoutMs: 10_000 });

  for (let round = 0; round < 3; round++) {
    t.equal(await reached('socket-0.abc'), '127.0.0.2');
    t.equal(await reached('socket-1.abc'), '127.0.0.3');
  }
  t.equal(await reached('socket-7.abc'), '127.0.0.1', 'of a node that is gone: any');
  t.equal(await reached('postgres.abc'), '127.0.0.1', 'no other name is looked up');
});

/** The template filled in as the image's entry point does, with the folders and ports of a test. @returns the file */
function filled(t: Test, values: Record<string, string>, port: number, nodePort = 3001): string {
  const dir = t.testdir();
  mkdirSync(join(dir, 'tmp'));
  const file = join(dir, 'nginx.conf');
  const config = template()
    .replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    .replaceAll('/tmp', join(dir, 'tmp'))
    .replaceAll(/^ *listen \[::\].*\n/gm, '')
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replaceAll(':3001', `:${nodePort}`);
  // Debian's nginx is older than the image's; addresses, as here, need no looking up.
  writeFileSync(file, knowsResolve(machineNginx()) ? config : config.replaceAll(' resolve ', ' '));
  return file;
}

function check(config: string): number | null {
  return spawnSync(requireTool('nginx'), ['-t', '-e', 'stderr', '-c', config], { stdio: 'ignore' }).status;
}

function machineNginx(): string {
  return (
    /nginx\/([\d.]+)/.exec(
      execFileSync('sh', ['-c', '"$0" -v 2>&1', requireTool('nginx')], { encoding: 'utf8' }),
    )?.[1] ?? '0'
  );
}

/** `resolve` came with nginx 1.27.3. */
function knowsResolve(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1_000 + patch >= 1_027_003;
}

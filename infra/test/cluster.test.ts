import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'tap';
import { type Cluster, readClusterFile, startCluster, waitFor } from '../src/index.js';
import { temporaryDir } from '../src/testing.js';
import { STAND_INS } from './fixtures/entries.js';

let cluster: Cluster;
const dataDir = temporaryDir('cluster').path;
const clusterFile = join(dataDir, 'cluster.json');

interface Answer {
  status: number;
  node: string;
  method?: string;
  bytes?: number;
  headers: Record<string, string>;
}

async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(cluster.url + path, { ...init, signal: AbortSignal.timeout(10_000) });
  return { ...((await response.json().catch(() => ({}))) as Answer), status: response.status };
}

const find = (name: string) => readClusterFile(clusterFile)?.processes.find((process) => process.name === name);
const seconds = (what: string, timeoutMs: number) => ({ what, timeoutMs, everyMs: 10 });

test('a cluster of stand-ins', async (t) => {
  const lines: string[] = [];
  cluster = await startCluster({ dataDir, entries: STAND_INS, log: (line) => lines.push(line), env: { EXTRA: '1' } });
  t.match(lines.join(), /postgres.*migrations.*demo data.*nginx.*every part answers/);
});

test('cluster.json names every process', async (t) => {
  const state = readClusterFile(clusterFile);
  const names = state?.processes.map(({ name, role }) => `${name} ${role}`);
  t.same(names, [
    'supervisor supervisor',
    'nginx nginx',
    'api-1 api',
    'api-2 api',
    'socket-1 socket',
    'socket-2 socket',
    'media-worker-1 media-worker',
    'redis redis',
    'postgres postgres',
  ]);
  t.equal(state?.url, cluster.url);
  t.same(state?.processes.slice(1), cluster.processes());
  t.equal(statSync(join(dataDir, 'jwt-secret')).mode & 0o777, 0o600);
});

test('nginx', async (t) => {
  t.test('shares requests among the API nodes and says who asks', async (t) => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/api/v1/x')));
    t.same([...new Set(answers.map(({ node }) => node))].sort(), ['api-1', 'api-2']);
    const spoofed = { 'x-forwarded-for': '6.6.6.6', 'x-request-id': 'mine', 'x-forwarded-proto': 'https' };
    const { headers } = await ask('/api/v1/x', { headers: spoofed });
    t.match(headers, {
      'x-forwarded-for': /^(127\.0\.0\.1|::1)$/,
      'x-forwarded-proto': 'http',
      'x-request-id': /^\w{32}$/,
    });
    t.equal(headers.host, new URL(cluster.url).host);
    const upload = await ask('/api/v1/upload', { method: 'POST', body: 'x'.repeat(3_000_000) });
    t.match(upload, { status: 200, method: 'POST', bytes: 3_000_000 });
    t.match((await ask('/docs/json')).node, /^api-/);
  });

  t.test('brings a polling session to its own node', async (t) => {
    for (const node of ['socket-1', 'socket-2', 'socket-1', 'socket-2']) {
      const path = `/socket.io/?EIO=4&transport=polling&sid=${node}.session`;
      t.match(await ask(path), { status: 200, node });
      t.match(await ask(path, { method: 'POST', body: '40' }), { status: 200, node });
    }
    const fresh = await Promise.all(Array.from({ length: 20 }, () => ask('/socket.io/?EIO=4&transport=polling')));
    t.same([...new Set(fresh.map(({ node }) => node))].sort(), ['socket-1', 'socket-2']);
    t.match(await ask('/socket.io/?sid=socket-3.session'), { status: 400 }, 'an unknown node');
    t.match(await ask('/socket.io/?sid=%22%7B.socket-1.session'), { status: 400 }, 'nonsense');
  });

  t.test('passes websockets on', async (t) => {
    const socket = connect(Number(new URL(cluster.url).port), '127.0.0.1');
    const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\n';
    socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`);
    const received = await new Promise<string>((resolve) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    t.match(received, /^HTTP\/1\.1 101 (.|\r\n)*socket-[12]$/);
  });

  t.test('answers for itself', async (t) => {
    t.equal((await fetch(`${cluster.url}/health`)).status, 200);
    const page = await fetch(cluster.url);
    t.match(await page.text(), /A page/);
    t.equal(page.headers.get('server'), 'nginx', 'without its version');
    t.equal((await fetch(`${cluster.url}/nothing/here`)).status, 404);
  });

  t.test('serves the pages with what browsers must know of them', async (t) => {
    const kept = {
      '/': 'no-cache',
      '/c?id=1': 'no-cache',
    };
    for (const [path, cacheControl] of Object.entries(kept)) {
      const { status, headers } = await fetch(cluster.url + path);
      t.match(
        { status, ...Object.fromEntries(headers) },
        {
          status: 200,
          'cache-control': cacheControl,
          'content-security-policy': "frame-ancestors 'none'",
          'cross-origin-opener-policy': 'same-origin',
          'referrer-policy': 'same-origin',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
        },
        path,
      );
    }
  });

  t.test('serves what pages are made of for good, in the shortest form that whoever asks can read', async (t) => {
    const script = /^(console.log\('from a browser'\);\n){3}$/;
    const of = async (path: string, accepted: string) => {
      const answer = await fetch(cluster.url + path, { headers: { 'accept-encoding': accepted } });
      return { status: answer.status, text: await answer.text(), ...Object.fromEntries(answer.headers) };
    };
    const forever = {
      status: 200,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    };
    const js = { ...forever, 'content-type': 'text/javascript', vary: 'Accept-Encoding', text: script };
    for (const accepted of ['br', 'gzip, deflate, br, zstd', 'br;q=1.0, gzip;q=0.5'])
      t.match(await of('/_next/static/app.js', accepted), { ...js, 'content-encoding': 'br' }, accepted);
    for (const accepted of ['gzip', 'gzip, br;q=0', 'abr, gzip'])
      t.match(await of('/_next/static/app.js', accepted), { ...js, 'content-encoding': 'gzip' }, accepted);
    const plain = await of('/_next/static/app.js', 'identity');
    t.match(plain, js);
    t.notOk('content-encoding' in plain);
    // One that has no shorter form.
    const style = await of('/_next/static/plain.css', 'br');
    t.match(style, { ...forever, 'content-type': 'text/css', text: 'body {\n  margin: 0;\n}\n' });
    t.notOk('content-encoding' in style);
    t.match(await of('/_next/static/abc.txt', 'br'), forever);
    for (const accepted of ['br', 'identity']) t.equal((await of('/_next/static/none.js', accepted)).status, 404);
  });

  t.test('what is no valid request is answered in the API’s shape', async (t) => {
    for (const [path, status] of [
      ['/api/v1/chat/conversations/%00', 400],
      [`/api/v1/chat/conversations?q=${'x'.repeat(40_000)}`, 414],
    ] as const) {
      t.match(await ask(path), { status, statusCode: status, code: 'VALIDATION', requestId: /^\w{32}$/ });
    }
  });

  t.test('never sends a POST twice', async (t) => {
    const before = [find('api-1')?.pid, find('api-2')?.pid];
    const answer = await ask('/api/die', { method: 'POST', body: '{}' });
    t.match(answer, { status: 502, code: 'BAD_GATEWAY', requestId: /^\w{32}$/ });
    await waitFor(
      () => find('api-1')?.pid !== before[0] || find('api-2')?.pid !== before[1],
      seconds('a death', 5_000),
    );
    const died = (['api-1', 'api-2'] as const).filter((name, index) => find(name)?.pid !== before[index]);
    t.equal(died.length, 1, 'one node has died of it, the other has not seen it');
    await waitFor(() => find('api-1') && find('api-2'), seconds('both back', 10_000));
  });
});

test('a killed process leaves cluster.json within a second and comes back on its port', async (t) => {
  for (const name of ['socket-1', 'api-2', 'media-worker-1', 'nginx', 'redis', 'postgres']) {
    const before = find(name);
    cluster.kill(name, 'SIGKILL');
    await waitFor(() => find(name)?.pid !== before?.pid, seconds(`${name} gone`, 1_000));
    const after = await waitFor(() => find(name), seconds(`${name} back`, 15_000));
    t.not(after.pid, before?.pid, name);
    t.equal(after.port, before?.port, 'the port stays');
  }
  t.match(await ask('/socket.io/?sid=socket-1.session'), { status: 200, node: 'socket-1' });
});

test('a session of a dead node is answered by another one', async (t) => {
  const pid = find('socket-2')?.pid;
  cluster.kill('socket-2', 'SIGKILL');
  const answer = await ask('/socket.io/?EIO=4&transport=polling&sid=socket-2.session', { method: 'POST', body: '1' });
  t.match(answer, { status: 400, message: 'Session ID unknown', node: 'socket-1' });
  await waitFor(() => find('socket-2') && find('socket-2')?.pid !== pid, seconds('socket-2 back', 10_000));
});

test('restarting a node in good order', async (t) => {
  const before = find('api-1')?.pid;
  await cluster.restart('api-1');
  const after = await waitFor(() => find('api-1'), seconds('api-1 back', 1_000));
  t.not(after.pid, before);
  t.throws(() => cluster.kill('api-9', 'SIGKILL'), { message: /no process api-9/ });
});

test('a second one on the same data is refused and told where the first is', async (t) => {
  await t.rejects(startCluster({ dataDir, entries: STAND_INS }), {
    message: new RegExp(`already runs.*${cluster.url}`),
  });
  t.equal((await fetch(`${cluster.url}/health`)).status, 200);
});

test('a port that was asked for must be free; otherwise the next is taken', async (t) => {
  const port = Number(new URL(cluster.url).port);
  const elsewhere = temporaryDir('cluster').path;
  await t.rejects(startCluster({ dataDir: elsewhere, entries: STAND_INS, port }), {
    message: `port ${port} is already in use; choose another with --port or PORT`,
  });
  const second = await startCluster({ dataDir: elsewhere, entries: STAND_INS, api: 1, socket: 1, worker: 0 });
  t.not(second.url, cluster.url);
  await second.stop();
});

test('what does not start is told, and nothing is left running', async (t) => {
  const elsewhere = temporaryDir('cluster').path;
  const failing = { dataDir: elsewhere, entries: STAND_INS, env: { STAND_IN_EXIT: '3' } };
  await t.rejects(startCluster(failing), { message: /migrate failed \(exit code 3\)/ });
  t.same(readClusterFile(join(elsewhere, 'cluster.json'))?.processes, []);

  const giveUp = new AbortController();
  const log = () => giveUp.abort(new Error('given up'));
  await t.rejects(startCluster({ dataDir: elsewhere, entries: STAND_INS, log, signal: giveUp.signal }), {
    message: 'given up',
  });
  t.same(readClusterFile(join(elsewhere, 'cluster.json'))?.processes, []);
});

test('stopping leaves nothing', async (t) => {
  const pids = cluster.processes().map(({ pid }) => pid);
  await cluster.stop();
  for (const pid of pids) t.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  t.same(JSON.parse(readFileSync(clusterFile, 'utf8')), { url: cluster.url, processes: [] });
  await t.rejects(fetch(cluster.url));
});

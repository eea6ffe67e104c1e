import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { readClusterFile, startCluster, waitFor } from '../src/index.js';
import { temporaryDir } from '../src/testing.js';
import { STAND_INS } from './fixtures/entries.js';

const program = fileURLToPath(new URL('../src/bin/scale.js', import.meta.url));

/** `npm run scale`, as a person runs it. */
function scale(...args: string[]): Promise<{ code: number | string; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: stdout + stderr });
    });
  });
}

test('the numbers of nodes can be changed while requests come in', async (t) => {
  const data = temporaryDir('scale').path;
  const lines: string[] = [];
  const counts = { api: 1, socket: 2, worker: 1 };
  const cluster = await startCluster({
    dataDir: data,
    entries: STAND_INS,
    ...counts,
    host: '127.0.0.1',
    log: (line) => lines.push(line),
  });
  t.teardown(() => cluster.stop());
  const names = () => readClusterFile(join(data, 'cluster.json'))?.processes.map(({ name }) => name) ?? [];
  const nodes = () => names().filter((name) => /^(api|socket|media-worker)-/.test(name));

  /** One request on a connection of its own: which node answers, and how. */
  const ask = (path: string) =>
    new Promise<string>((resolve) => {
      const request = get(cluster.url + path, { agent: false }, (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        answer.on('end', () => resolve(answer.statusCode === 200 ? JSON.parse(body).node : `${answer.statusCode}`));
      });
      request.on('error', (error) => resolve(error.message));
    });
  const answers: string[] = [];
  let going = true;
  const asking = Promise.all(
    ['/api/v1/x', '/socket.io/?EIO=4&transport=polling'].map(async (path) => {
      while (going) answers.push(await ask(path));
    }),
  );
  const saidBy = async (path: string, times = 30) => {
    const those = await Promise.all(Array.from({ length: times }, () => ask(path)));
    return [...new Set(those)].sort();
  };

  t.match(await scale('--data', data, '--api', '3', '--socket', '3', '--worker', '2'), {
    code: 0,
    output: /^3 × api, 3 × socket, 2 × media-worker$/m,
  });
  const more = ['api-1', 'api-2', 'api-3', 'socket-1', 'socket-2', 'socket-3', 'media-worker-1', 'media-worker-2'];
  t.same(nodes(), more);
  t.same(await saidBy('/api/v1/x'), ['api-1', 'api-2', 'api-3']);
  t.same(await saidBy('/socket.io/?EIO=4&transport=polling&sid=socket-3.session', 3), ['socket-3']);

  t.match(await scale('--data', data, '--api', '2', '--socket', '1', '--worker', '0'), { code: 0 });
  t.same(nodes(), ['api-1', 'api-2', 'socket-1']);
  t.same(await saidBy('/api/v1/x'), ['api-1', 'api-2']);
  t.same(await saidBy('/socket.io/?EIO=4&transport=polling', 5), ['socket-1']);

  going = false;
  await asking;
  t.ok(answers.length > 100, `${answers.length} requests`);
  t.same([...new Set(answers)].sort(), more.slice(0, 6), 'each has been answered by a node');

  t.match(await scale('--data', data), { code: 2, output: /nothing to change/ });
  t.match(await scale('--data', data, '--api', '0'), { code: 2, output: /--api must be a whole number from 1/ });
  t.match(await scale('--data', temporaryDir('elsewhere').path, '--api', '1'), { code: 1, output: /no cluster runs/ });
  for (const nonsense of ['{', '{"api":0}', '{"postgres":2}', 'null']) {
    writeFileSync(join(data, 'scale.json'), nonsense);
    await waitFor(() => !existsSync(join(data, 'scale.json')), { what: 'an answer', timeoutMs: 5_000 });
  }
  t.equal(lines.filter((line) => /could not scale/.test(line)).length, 4);
  t.same(nodes(), ['api-1', 'api-2', 'socket-1'], 'and nothing has changed');
});

test('stopping while a node is being started leaves nothing', async (t) => {
  const data = temporaryDir('scale').path;
  const cluster = await startCluster({ dataDir: data, entries: STAND_INS, api: 1, socket: 1, worker: 0 });
  t.teardown(() => cluster.stop());
  const stopped = t.rejects(cluster.scale({ socket: 3 }), { message: /being stopped/ });
  await cluster.stop();
  await stopped;
  t.same(readClusterFile(join(data, 'cluster.json'))?.processes, [], 'what was just starting is not left over');
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { type ClusterProcess, readClusterFile, waitFor } from '../src/index.js';
import { processIdentity } from '../src/process/identity.js';
import { temporaryDir } from '../src/testing.js';

const PROGRAM = fileURLToPath(new URL('./fixtures/supervisor.js', import.meta.url));

interface Supervisor {
  child: ChildProcess;
  output(): string;
  processes(): ClusterProcess[];
}

async function start(dataDir: string, ...args: string[]): Promise<Supervisor> {
  const child = spawn(process.execPath, [PROGRAM, dataDir, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  await waitFor(() => output.includes('ready') || child.exitCode !== null, { what: 'the start', timeoutMs: 60_000 });
  return {
    child,
    output: () => output,
    processes: () => readClusterFile(join(dataDir, 'cluster.json'))?.processes ?? [],
  };
}

const running = (processes: ClusterProcess[]) => processes.filter(({ pid }) => processIdentity(pid) !== undefined);
const allGone = (processes: ClusterProcess[]) =>
  waitFor(() => running(processes).length === 0, { what: 'everything gone', timeoutMs: 20_000 });

async function end(supervisor: Supervisor): Promise<unknown> {
  supervisor.child.kill('SIGTERM');
  const [code] = await once(supervisor.child, 'exit');
  return code;
}

function reaperPid(dataDir: string): number {
  return JSON.parse(readFileSync(join(dataDir, 'supervisor.lock'), 'utf8')).reaper.pid;
}

test('kill -9 of the supervisor leaves nothing running, and the next start works', async (t) => {
  const dataDir = temporaryDir('death').path;
  const first = await start(dataDir);
  t.match(first.output(), /^ready http/m);
  const before = first.processes();
  t.equal(running(before).length, 9);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  // At once, while the reaper is at work: the second start waits for it.
  const second = await start(dataDir);
  t.match(second.output(), /^ready http/m);
  t.same(running(before), []);
  const killed = second.processes();
  second.child.kill('SIGKILL');
  await allGone(killed);
  await waitFor(() => second.processes().length === 0, { what: 'an empty cluster.json', timeoutMs: 5_000 });

  const third = await start(dataDir);
  t.equal(await end(third), 0);
  t.same(third.processes(), []);
});

test('what is left when the reaper is killed too is stopped by the next start', async (t) => {
  const dataDir = temporaryDir('death').path;
  const first = await start(dataDir);
  const before = first.processes();
  const reaper = reaperPid(dataDir);
  // A killed reaper is replaced; so the supervisor must go first, and a stopped one cannot begin its work meanwhile.
  process.kill(reaper, 'SIGSTOP');
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  process.kill(reaper, 'SIGKILL');
  t.equal(running(before).length, 8, 'all but the supervisor live on');

  const second = await start(dataDir);
  t.match(second.output(), /^ready http/m);
  t.same(running(before), []);
  t.equal(await end(second), 0);
});

test('a killed reaper is replaced', async (t) => {
  const dataDir = temporaryDir('death').path;
  const supervisor = await start(dataDir);
  const before = supervisor.processes();
  const reaper = reaperPid(dataDir);
  process.kill(reaper, 'SIGKILL');
  await waitFor(() => reaperPid(dataDir) !== reaper, { what: 'a new reaper', timeoutMs: 5_000 });
  supervisor.child.kill('SIGKILL');
  await allGone(before);
  t.same(running(before), []);
});

test('closed output does not end a cluster', async (t) => {
  const { child } = await start(temporaryDir('death').path);
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  t.equal(code, 0);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Config } from '@samvad/core';
import { type Backends, eventually, testConfig } from '@samvad/core/testing';

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** A socket node in a process of its own, which can be frozen and killed. */
export interface NodeProcess {
  port: number;
  /** Resolves with the exit code, or with the signal that ended it. */
  ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
}

export async function startNodeProcess(
  t: { teardown(work: () => unknown): void },
  backends: Backends,
  settings: Partial<Config> = {},
): Promise<NodeProcess> {
  const port = await freePort();
  const config = testConfig(backends, { PORT: port, EVENTS_PER_SECOND: 10_000, ...settings });
  const env = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...env },
    stdio: 'inherit',
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  t.teardown(async () => {
    // Also when it is frozen.
    child.kill('SIGKILL');
    await ended;
  });
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  // Loading its modules takes a while on a machine that is busy with other tests.
  await eventually(ready, 'the start of a node process', 30_000);
  return { port, ended, kill: (signal) => void child.kill(signal) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort, waitFor } from '@samvad/infra';

/** A node in a process of its own, all of whose output is kept. */
export interface LoggedNode {
  url: string;
  /** Both streams, in lines. */
  lines(): string[];
  /** Ends it in good order; resolves when all that it had to say has been read. */
  stop(): Promise<number | string>;
  /** Resolves with how it has ended by itself. */
  ended: Promise<number | string>;
  ready(): Promise<void>;
}

export async function startLoggedNode(
  t: { teardown(work: () => unknown): void },
  entry: string,
  settings: Record<string, string>,
): Promise<LoggedNode> {
  const port = await freePort();
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    ended,
    lines: () => output.split('\n').filter((line) => line !== ''),
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
    async ready() {
      const answers = () => fetch(`${url}/health/ready`).then((answer) => answer.ok);
      const died = ended.then((how) => Promise.reject(new Error(`ended with ${how}:\n${output}`)));
      await Promise.race([waitFor(answers, { what: 'the start of a node', timeoutMs: 30_000 }), died]);
    },
  };
}

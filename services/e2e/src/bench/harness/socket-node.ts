import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, nodeFlags, waitFor } from '@samvad/infra';
import { hasEnded, startChild, stopChild } from './child.js';

export interface SocketNodeOptions {
  name: string;
  /** The compiled program. */
  program: string;
  /** Holds its log. */
  dir: string;
  env: Record<string, string>;
  /** Where to leave a CPU profile when it ends. */
  profileDir?: string | undefined;
}

/** One socket node as a process of its own. */
export class SocketNode {
  readonly name: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #logFile: string;

  /** Resolves when it answers. Rejects with its log when it does not within 20 s. */
  static async start(options: SocketNodeOptions): Promise<SocketNode> {
    const node = new SocketNode(options, await freePort());
    await waitFor(() => node.#isReady(), { what: options.name, timeoutMs: 20_000 }).catch((cause) => {
      throw new Error(`${options.name} did not start:\n${node.#log()}`, { cause });
    });
    return node;
  }

  private constructor({ name, program, dir, env, profileDir }: SocketNodeOptions, port: number) {
    this.name = name;
    this.port = port;
    this.#logFile = join(dir, `${name}.log`);
    const log = openSync(this.#logFile, 'a');
    const flags = profileDir
      ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, `--cpu-prof-name=${name}.cpuprofile`]
      : [];
    // Both stacks run with the flags of production.
    this.#child = startChild(program, [...nodeFlags, ...flags], {
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        NODE_NAME: name,
        LOG_LEVEL: 'warn',
        ...env,
      },
    });
    closeSync(log);
  }

  get ended(): boolean {
    return hasEnded(this.#child);
  }

  get pid(): number {
    if (this.#child.pid === undefined || hasEnded(this.#child))
      throw new Error(`${this.name} has ended:\n${this.#log()}`);
    return this.#child.pid;
  }

  /** The value of one of its Prometheus counters, summed over labels; 0 when there is none of the name. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Lines of level error and above in its log: a node under test should have nothing to complain of. */
  errors(): string[] {
    return this.#log()
      .split('\n')
      .filter((line) => /"level":"(error|fatal)"|Error/.test(line));
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  stop(): Promise<void> {
    return stopChild(this.#child);
  }

  async #isReady(): Promise<boolean> {
    if (hasEnded(this.#child)) throw new Error('it has ended');
    return (await fetch(`http://127.0.0.1:${this.port}/health/ready`)).ok;
  }

  #log(): string {
    return readFileSync(this.#logFile, 'utf8').slice(-20_000);
  }
}

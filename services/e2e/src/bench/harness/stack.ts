import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { repositoryEntries } from '@samvad/infra';
import pg from 'pg';
import { createStockSchema } from '../stock/schema.js';
import { type CpuReading, readCpu } from './cpu.js';
import { jwtSecret } from './people.js';
import { type Servers, startServers } from './servers.js';
import { SocketNode } from './socket-node.js';

export interface StackOptions {
  nodes: number;
  /** Postgres settings beyond those of every embedded one. */
  settings?: Record<string, string | number>;
  /** More of the nodes' settings. */
  env?: Record<string, string>;
  /** Profiles the first node. */
  profileDir?: string | undefined;
}

interface Flavour {
  name: string;
  program: string;
  prepare(databaseUrl: string): Promise<unknown>;
  /** What a worker does to Postgres all the time: there is none here, but its work is part of the cost. */
  housekeeping?: { every: number; statement: string };
}

const samvad: Flavour = {
  name: 'samvad',
  program: repositoryEntries().socket,
  prepare: (databaseUrl) =>
    promisify(execFile)(process.execPath, [repositoryEntries().migrate], {
      env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
    }),
  housekeeping: { every: 3_000, statement: "select gin_clean_pending_list('messages_text')" },
};

const stock: Flavour = {
  name: 'stock',
  program: fileURLToPath(new URL('../stock/main.js', import.meta.url)),
  prepare: createStockSchema,
};

export const startSamvad = (options: StackOptions) => Stack.start(samvad, options);
export const startStock = (options: StackOptions) => Stack.start(stock, options);

/** A whole system under test: Postgres, Redis and socket nodes, each its own process, shared with nobody. */
export class Stack {
  readonly name: string;
  readonly servers: Servers;
  readonly nodes: SocketNode[] = [];
  readonly pool: pg.Pool;
  readonly #flavour: Flavour;
  readonly #options: StackOptions;
  #housekeeping: NodeJS.Timeout | undefined;

  static async start(flavour: Flavour, options: StackOptions): Promise<Stack> {
    const stack = new Stack(flavour, options, await startServers(flavour.name, options.settings));
    try {
      await flavour.prepare(stack.databaseUrl);
      await stack.addNodes(options.nodes);
      stack.#keepHouse();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  private constructor(flavour: Flavour, options: StackOptions, servers: Servers) {
    this.name = flavour.name;
    this.#flavour = flavour;
    this.#options = options;
    this.servers = servers;
    this.pool = new pg.Pool({ connectionString: servers.postgres.url, max: 2, application_name: 'bench' });
    this.pool.on('error', () => {});
  }

  get databaseUrl(): string {
    return this.servers.postgres.url;
  }

  /** One after another: starting nodes would compete for the cores. */
  async addNodes(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const first = this.nodes.length === 0;
      const node = await SocketNode.start({
        name: `socket-${this.nodes.length + 1}`,
        program: this.#flavour.program,
        dir: this.servers.logDir,
        env: {
          DATABASE_URL: this.databaseUrl,
          REDIS_URL: this.servers.redis.url,
          JWT_SECRET: jwtSecret,
          ...this.#options.env,
        },
        profileDir: first ? this.#options.profileDir : undefined,
      });
      this.nodes.push(node);
    }
  }

  /** The node that number `i` of something spread evenly belongs to. */
  nodeFor(i: number): SocketNode {
    return this.nodes[i % this.nodes.length] as SocketNode;
  }

  /** CPU used so far by every process that is part of serving, in µs. */
  cpu(): CpuReading {
    const { postgres, redis } = this.servers;
    return readCpu({
      ...Object.fromEntries(this.nodes.map((node) => [node.name, node.pid])),
      redis: redis.pid,
      postgres: postgres.pid,
    });
  }

  /** What its nodes have logged as errors, and which have ended; empty when all is well. */
  complaints(): string {
    return this.nodes
      .flatMap((node) => [
        ...(node.ended ? [`${node.name} has ended`] : []),
        ...node.errors().map((line) => `${node.name}: ${line}`),
      ])
      .slice(0, 20)
      .join('\n');
  }

  #keepHouse(): void {
    const { housekeeping } = this.#flavour;
    if (!housekeeping) return;
    this.#housekeeping = setInterval(() => {
      this.pool.query(housekeeping.statement).catch(() => {});
    }, housekeeping.every);
  }

  async stop(): Promise<void> {
    clearInterval(this.#housekeeping);
    await this.pool.end();
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.servers.stop();
  }
}

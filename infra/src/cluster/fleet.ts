import type { Upstream } from '../nginx/local-config.js';
import { freePort } from '../ports.js';
import type { DataFolder } from './data-folder.js';
import type { Entries } from './entries.js';
import type { Members } from './members.js';
import { type ServiceRole, serviceSpec } from './service-spec.js';

/** How many nodes of each kind. */
export type Counts = Record<ServiceRole, number>;

interface Node extends Upstream {
  role: ServiceRole;
  number: number;
}

/** The nodes of a cluster: `api-1`, `api-2`, … of each kind, and where they listen. */
export class Fleet {
  readonly #nodes: Node[] = [];

  constructor(
    private readonly members: Members,
    private readonly folder: DataFolder,
    private readonly entries: Entries,
    /** What all nodes are told. */
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** In the order of their numbers. */
  nodes(role: ServiceRole): Upstream[] {
    return this.#nodes.filter((node) => node.role === role).sort((a, b) => a.number - b.number);
  }

  /** Those with a number above `count`. */
  beyond(role: ServiceRole, count: number): Upstream[] {
    return this.#nodes.filter((node) => node.role === role && node.number > count);
  }

  /** The numbers up to `count` that no node has. */
  missing(role: ServiceRole, count: number): number[] {
    const taken = new Set(this.#nodes.filter((node) => node.role === role).map(({ number }) => number));
    return Array.from({ length: count }, (_, i) => i + 1).filter((number) => !taken.has(number));
  }

  /** Starts a node and keeps it running. @throws Error when it does not serve within a minute */
  async start(role: ServiceRole, number: number): Promise<void> {
    const name = `${role}-${number}`;
    let port = 0;
    await this.members.add(role, async () => {
      port = await freePort();
      return this.#spec({ name, role, port }, this.entries);
    });
    this.#nodes.push({ name, role, number, port });
  }

  /** Ends a node in good order and starts it anew from these programs, on its port. @throws Error when it does not serve within a minute */
  async replace(name: string, entries: Entries): Promise<void> {
    const node = this.#nodes.find((one) => one.name === name);
    if (!node) throw new Error(`no node ${name}`);
    await this.members.remove(name);
    await this.members.add(node.role, async () => this.#spec(node, entries));
  }

  #spec({ name, role, port }: Pick<Node, 'name' | 'role' | 'port'>, { api, socket, worker }: Entries) {
    const entry = { api, socket, 'media-worker': worker }[role];
    return serviceSpec({ name, role, entry, port, env: this.env, logFile: this.folder.logFile(name) });
  }

  /** Ends a node for good, in good order. */
  async stop(name: string): Promise<void> {
    await this.members.remove(name);
    this.#nodes.splice(
      this.#nodes.findIndex((node) => node.name === name),
      1,
    );
  }
}

import { startOnPort } from '../ports.js';
import type { ProgramSpec } from '../process/launch.js';
import type { Reaper } from '../process/reaper.js';
import type { StopPlan } from '../process/stop-process.js';
import { type Supervised, type SuperviseOptions, supervise } from '../process/supervise.js';
import type { ClusterProcess, Role } from './cluster-file.js';

interface Member {
  role: Role;
  port: number;
  supervised: Supervised;
}

const READY_TIMEOUT_MS = 60_000;
const ORDER: readonly Role[] = ['nginx', 'api', 'socket', 'media-worker', 'redis', 'postgres'];

/** The supervised processes of a cluster, by name. */
export class Members {
  private readonly members = new Map<string, Member>();

  constructor(private readonly options: Omit<SuperviseOptions, 'readyTimeoutMs'> & { reaper: Reaper }) {}

  /**
   * Starts a process and keeps it running; `specFor` is asked for another port when somebody else has taken it.
   *
   * @throws Error with the tail of its log when it does not become ready within 60 s
   */
  async add(role: Role, specFor: () => Promise<ProgramSpec & { port: number }>): Promise<void> {
    const options = { ...this.options, readyTimeoutMs: READY_TIMEOUT_MS };
    await startOnPort(specFor, async (spec) => {
      const supervised = await supervise(spec, options).catch((error) => {
        this.options.signal?.throwIfAborted();
        throw error;
      });
      this.members.set(spec.name, { role, port: spec.port, supervised });
      this.options.onChange();
    });
  }

  /** What runs just now, from the front to the back. */
  running(): ClusterProcess[] {
    const running = [...this.members].flatMap(([name, { role, port, supervised }]) =>
      supervised.pid === undefined ? [] : [{ name, role, pid: supervised.pid, port }],
    );
    const byNumber = new Intl.Collator('en', { numeric: true });
    return running.sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || byNumber.compare(a.name, b.name));
  }

  get(name: string): Supervised {
    const member = this.members.get(name);
    if (!member) throw new Error(`no process ${name}; there are: ${[...this.members.keys()].join(', ')}`);
    return member.supervised;
  }

  /** Ends a process in good order, for good. */
  async remove(name: string): Promise<void> {
    await this.get(name).stop();
    this.members.delete(name);
  }

  /** Ends all processes of these roles at once, each in good order or by `plan`. */
  async stop(roles: readonly Role[], plan?: StopPlan): Promise<void> {
    const those = [...this.members.values()].filter(({ role }) => roles.includes(role));
    await Promise.all(those.map(({ supervised }) => supervised.stop(plan)));
  }
}

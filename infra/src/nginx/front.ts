import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../atomic-file.js';
import type { ProgramSpec } from '../process/launch.js';
import { waitFor } from '../wait.js';
import { GENERATION_PATH, type LocalNginx, localNginxConfig, type Upstream } from './local-config.js';
import { maxOpenFiles, nginxProgram } from './nginx-program.js';

/** Nodes that nginx stands in front of. */
export interface Nodes {
  nodes(role: 'api' | 'socket'): readonly Upstream[];
}

type FrontOptions = Pick<LocalNginx, 'dir' | 'hosts' | 'port' | 'staticDir'> & { url: string; logFile: string };

/** The nginx of a cluster, and its configuration, which follows the nodes that there are. */
export class Front {
  readonly #maxFiles = maxOpenFiles();
  #generation = 0;

  constructor(
    private readonly options: FrontOptions,
    /** Sends nginx a signal. */
    private readonly kill: (signal: NodeJS.Signals) => void,
  ) {
    mkdirSync(join(options.dir, 'temp'), { recursive: true });
  }

  /** Writes the configuration for these nodes, and says how to run nginx, in the foreground. */
  program(nodes: Nodes): ProgramSpec {
    return nginxProgram({ ...this.options, configFile: this.#write(nodes, []) });
  }

  /**
   * Has nginx follow the nodes that there are now, but for those that are leaving: they get nothing new, and what belongs to their
   * sessions until they have gone. Connections and requests that nginx has go on; its old workers end with them.
   *
   * @throws Error when it does not go by the new configuration within 10 s; then it goes by the old one
   */
  async follow(nodes: Nodes, leaving: readonly Upstream[] = []): Promise<void> {
    this.#write(nodes, leaving);
    const generation = String(this.#generation);
    this.kill('SIGHUP');
    const isNew = async () => {
      const answer = await fetch(this.options.url + GENERATION_PATH, { signal: AbortSignal.timeout(2_000) });
      return (await answer.text()) === generation;
    };
    await waitFor(isNew, { what: 'nginx with its new configuration', timeoutMs: 10_000 });
  }

  #write(nodes: Nodes, leaving: readonly Upstream[]): string {
    this.#generation += 1;
    const stays = ({ name }: Upstream) => !leaving.some((one) => one.name === name);
    const [api, socket] = [nodes.nodes('api'), nodes.nodes('socket')];
    const configFile = join(this.options.dir, 'nginx.conf');
    const content = localNginxConfig({
      ...this.options,
      api: api.filter(stays),
      socket: socket.filter(stays),
      sessions: socket,
      maxFiles: this.#maxFiles,
      generation: this.#generation,
    });
    // nginx may be started anew at any time, and must never find half of it.
    writeFileAtomic(configFile, content);
    return configFile;
  }
}

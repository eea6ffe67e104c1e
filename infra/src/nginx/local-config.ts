import { join } from 'node:path';
import { keptConnections, nginxConfig, quote, urlHost } from './config.js';

/** A node behind nginx. */
export interface Upstream {
  name: string;
  port: number;
}

export interface LocalNginx {
  /** Everything nginx writes lies in here: nothing under /var is touched. */
  dir: string;
  /** Addresses to listen on, such as `127.0.0.1` and `::1`. */
  hosts: readonly string[];
  port: number;
  api: readonly Upstream[];
  socket: readonly Upstream[];
  /** Socket nodes that have sessions: also such as get no new ones. */
  sessions: readonly Upstream[];
  /** The built dashboard. */
  staticDir: string;
  /** How many files a worker may open. */
  maxFiles: number;
  /** Rises with every configuration. */
  generation: number;
}

/** Where nginx says by which configuration it goes. */
export const GENERATION_PATH = '/health/generation';

/** The nginx.conf of a local cluster, whose nodes are all known. */
export function localNginxConfig(options: LocalNginx): string {
  const { dir, hosts, port, api, socket, sessions, staticDir, maxFiles, generation } = options;
  const rootToo = ['# So that a dashboard below /root can be read.', 'user root;'];
  return nginxConfig({
    main: [
      '# Written at every start; edit infra/src/nginx instead.',
      ...(process.getuid?.() === 0 ? rootToo : []),
      `worker_rlimit_nofile ${maxFiles};`,
      `pid ${quote(join(dir, 'nginx.pid'))};`,
      `error_log ${quote(join(dir, 'error.log'))} warn;`,
    ],
    connections: Math.min(maxFiles, 65_536),
    tempDir: join(dir, 'temp'),
    upstreams: [group('api', api), group('socket', socket), ...sessions.map(single), sessionMap(sessions)].join('\n'),
    listen: hosts.map((host) => `${urlHost(host)}:${port}`),
    server: [`location = ${GENERATION_PATH} { return 200 ${generation}; }`],
    scheme: '$scheme',
    staticDir,
  });
}

/**
 * Nodes that share the load by who has the fewest connections. One that refuses a connection costs a moment, and the next is asked: nothing
 * is remembered against it (`max_fails`). nginx would forget it again only when a request to it has ended well, and a websocket does not end:
 * a node that has come back would get one connection a second; and with two that are remembered nobody would be asked at all.
 */
function group(name: string, nodes: readonly Upstream[]): string {
  const servers = nodes.map((node) => `    server 127.0.0.1:${node.port} max_fails=0; # ${node.name}`);
  return `  upstream ${name} {
    # Shared, so that all of nginx's workers count the same connections.
    zone ${name} 64k;
    least_conn;
${servers.join('\n')}
${keptConnections(32)}
  }
`;
}

function single({ name, port }: Upstream): string {
  return `  upstream ${nodeUpstream(name)} {
    server 127.0.0.1:${port} max_fails=0;
${keptConnections(32)}
  }
`;
}

/**
 * Long polling is many requests that must all reach the node that holds the session. No cookie and no hash of the
 * address is needed for that: a session id begins with its node's name (`socket-1.Xyz…`), so the id itself says where to.
 */
function sessionMap(nodes: readonly Upstream[]): string {
  const routes = nodes.map(({ name }) => `    "~^${name.replaceAll('.', '\\.')}\\." ${nodeUpstream(name)};`);
  return `  map $arg_sid $socket_upstream {
    default socket;
${routes.join('\n')}
  }`;
}

function nodeUpstream(name: string): string {
  return `node_${name.replaceAll(/\W/g, '_')}`;
}

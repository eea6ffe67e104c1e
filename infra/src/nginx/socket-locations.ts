import type { Upstream } from './config.js';

/**
 * Long polling is many requests that must all reach the node that holds the session. No cookie and no hash of the
 * address is needed for that: a session id begins with its node's name (`socket-1.Xyz…`), so the id itself says where to.
 */
export function socketMaps(nodes: readonly Upstream[]): string {
  const routes = nodes.map(({ name }) => `    "~^${name.replaceAll('.', '\\.')}\\." ${nodeUpstream(name)};`);
  const upstreams = nodes.map(
    ({ name, port }) => `  upstream ${nodeUpstream(name)} {
    server 127.0.0.1:${port} max_fails=0;
    keepalive 32;
    keepalive_timeout 4s;
  }
`,
  );
  return `${upstreams.join('')}
  map $arg_sid $socket_upstream {
    default socket;
${routes.join('\n')}
  }`;
}

/** `/socket.io/`: a session's requests to its node, new ones to the node with the fewest connections. */
export function socketLocations(): string {
  const common = `      proxy_buffering off;
      # engine.io pings every 25 s; only a node that hangs is silent for longer. Websockets live by the same rule.
      proxy_read_timeout 90s;
      proxy_send_timeout 90s;`;
  return `    location /socket.io/ {
      proxy_pass http://$socket_upstream;
${common}
      # The session's node is dead. Any other answers that it does not know the session, upon which clients reconnect.
      error_page 502 504 = @any_socket_node;
    }

    location @any_socket_node {
      internal;
      proxy_pass http://socket;
${common}
    }
`;
}

function nodeUpstream(name: string): string {
  return `node_${name.replaceAll(/\W/g, '_')}`;
}

import { join } from 'node:path';
import { apiLocations } from './api-locations.js';
import { socketLocations, socketMaps } from './socket-locations.js';
import { staticLocations } from './static-locations.js';

/** A node behind nginx. */
export interface Upstream {
  name: string;
  port: number;
}

export interface NginxOptions {
  /** Everything nginx writes lies in here: nothing under /var is touched. */
  dir: string;
  /** Addresses to listen on, such as `127.0.0.1` and `::1`. */
  hosts: readonly string[];
  port: number;
  api: readonly Upstream[];
  socket: readonly Upstream[];
  /** The built dashboard. */
  staticDir: string;
  /** How many files a worker may open. */
  maxFiles: number;
}

/** The whole nginx.conf of a local cluster: one port in front of all nodes. */
export function nginxConfig(options: NginxOptions): string {
  const { dir, hosts, port, api, socket, maxFiles } = options;
  const temp = (name: string) => `${name}_temp_path ${quote(join(dir, 'temp', name))};`;
  return `# Written at every start; edit infra/src/nginx instead.
daemon off;
${process.getuid?.() === 0 ? '# So that a dashboard below /root can be read.\nuser root;' : ''}
worker_processes auto;
worker_rlimit_nofile ${maxFiles};
pid ${quote(join(dir, 'nginx.pid'))};
error_log ${quote(join(dir, 'error.log'))} warn;

events {
  worker_connections ${Math.min(maxFiles, 65_536)};
}

http {
${MIME_TYPES}
  default_type application/octet-stream;
  access_log off;
  server_tokens off;
  sendfile on;
  tcp_nopush on;
  reset_timedout_connection on;
  gzip on;
  gzip_types text/css text/javascript application/json image/svg+xml;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(temp).join('\n  ')}

  # A client that sends its headers drop by drop is let go; a slow upload is fine as long as something comes.
  client_header_timeout 15s;
  client_body_timeout 60s;
  client_max_body_size 512m;

  map $http_upgrade $connection_header {
    default upgrade;
    ''      '';
  }

${upstream('api', api)}
${upstream('socket', socket)}
${socketMaps(socket)}

  server {
    ${hosts.map((host) => `listen ${urlHost(host)}:${port} backlog=4096;`).join('\n    ')}

    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Connection $connection_header;
    proxy_set_header Upgrade $http_upgrade;
    # Overwritten, not added to: what a client claims about itself counts for nothing.
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Request-Id $request_id;
    proxy_connect_timeout 2s;
    proxy_socket_keepalive on;
    # The next node is tried unless the request may have had its effect already: a POST or PATCH that has been sent is
    # never sent again.
    proxy_next_upstream error timeout;
    proxy_next_upstream_tries 3;
    proxy_next_upstream_timeout 10s;

    location = /health {
      default_type application/json;
      return 200 '{"status":"ok"}\\n';
    }

${apiLocations()}
${socketLocations()}
${staticLocations(options.staticDir)}
  }
}
`;
}

/** A group of nodes that share the load by who has the fewest connections. */
function upstream(name: string, nodes: readonly Upstream[]): string {
  const servers = nodes.map((node) => `    server 127.0.0.1:${node.port} max_fails=1 fail_timeout=1s; # ${node.name}`);
  return `  upstream ${name} {
    # Shared, so that all of nginx's workers count the same connections.
    zone ${name} 64k;
    least_conn;
${servers.join('\n')}
    keepalive 32;
    # Shorter than Node's own 5 s: a connection must not be reused in the moment in which the node closes it.
    keepalive_timeout 4s;
  }
`;
}

/** An address as URLs and nginx write it: IPv6 in brackets. */
export function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** A path as nginx's configuration wants it. */
export function quote(path: string): string {
  return `"${path.replaceAll(/["\\$]/g, '\\$&')}"`;
}

const MIME_TYPES = `  types {
    text/html html;
    text/css css;
    text/javascript js mjs;
    text/plain txt;
    text/yaml yaml yml;
    application/json json map;
    application/manifest+json webmanifest;
    application/wasm wasm;
    image/svg+xml svg;
    image/png png;
    image/jpeg jpg jpeg;
    image/webp webp;
    image/avif avif;
    image/gif gif;
    image/x-icon ico;
    font/woff woff;
    font/woff2 woff2;
    audio/mpeg mp3;
    audio/ogg ogg;
    video/mp4 mp4;
  }`;

import { join } from 'node:path';
import { apiLocations } from './api-locations.js';
import { socketLocations } from './socket-locations.js';
import { brotliMaps, staticLocations } from './static-locations.js';

/** What differs from place to place: a folder on somebody's machine, or an image. */
export interface Place {
  /** Lines of the main context. */
  main: readonly string[];
  /** For `events`. */
  connections: number;
  /** A folder for what nginx must put somewhere. */
  tempDir: string;
  /** Lines of the http context: where the upstreams `api` and `socket` are, and `$socket_upstream`, where a request to
   * `/socket.io/` goes. */
  upstreams: string;
  /** Addresses with ports. */
  listen: readonly string[];
  /** Lines of the server context. */
  server?: readonly string[];
  /** The variable that says by which scheme the client came. */
  scheme: string;
  /** The built dashboard. */
  staticDir: string;
}

/** A whole nginx.conf: one port in front of all nodes, and the dashboard's files. */
export function nginxConfig(place: Place): string {
  const temp = (name: string) => `${name}_temp_path ${quote(join(place.tempDir, name))};`;
  return `daemon off;
${place.main.join('\n')}
worker_processes auto;

events {
  worker_connections ${place.connections};
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

${brotliMaps}

${place.upstreams}

  server {
    ${place.listen.map((address) => `listen ${address} backlog=4096;`).join('\n    ')}
${(place.server ?? []).map((line) => `    ${line}\n`).join('')}
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Connection $connection_header;
    proxy_set_header Upgrade $http_upgrade;
    # Overwritten, not added to: what a client claims about itself counts for nothing.
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto ${place.scheme};
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
${staticLocations(place.staticDir)}
  }
}
`;
}

/**
 * Connections to a group of nodes, for each of nginx's workers. It is nginx that ends one that is not used, and soon: a node that
 * is about to end waits for that (`services/api/src/leave-quietly.ts`), for if the node ended it, it could do so in the very moment in
 * which nginx sends a POST on it.
 */
export const keptConnections = (most: number) => `    keepalive ${most};
    keepalive_timeout 1s;`;

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

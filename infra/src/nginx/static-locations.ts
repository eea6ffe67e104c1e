import { quote } from './config.js';

/**
 * What a browser must know of every page. The pages themselves carry the rest of the Content-Security-Policy, with the
 * hashes of their scripts; nobody may put one into a frame, and no other site's window gets hold of ours.
 */
const HEADERS = [
  `Content-Security-Policy "frame-ancestors 'none'"`,
  'Cross-Origin-Opener-Policy same-origin',
  'Permissions-Policy "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()"',
  'Referrer-Policy same-origin',
  'X-Content-Type-Options nosniff',
  'X-Frame-Options DENY',
];

/** Scripts, styles and fonts are nothing to stand in a frame or to ask for a camera: of what is sent two dozen times in a row, less counts. */
const ASSET_HEADERS = ['X-Content-Type-Options nosniff'];

const lines = (headers: readonly string[]) => headers.map((header) => `      add_header ${header} always;`).join('\n');
const cached = (cacheControl: string) => `Cache-Control "${cacheControl}"`;

const FOREVER = cached('public, max-age=31536000, immutable');

/** For the http context: who takes Brotli, and says so. */
export const brotliMaps = `  map $http_accept_encoding $brotli_suffix {
    default '';
    "~*\\bbr\\s*;\\s*q=0(\\.0*)?\\s*(,|$)" '';
    "~*(^|[ ,])br([ ;,]|$)" .br;
  }
  map $brotli_suffix $brotli_encoding {
    default '';
    .br br;
  }`;

/**
 * Everything else: the dashboard's files, as Next.js exports them, each with its `.gz` beside it, scripts and styles also with
 * `.br`, which is an eighth smaller. Sent as it lies there: for that nginx needs no module.
 */
export function staticLocations(root: string): string {
  return `    root ${quote(root)};
    error_page 404 /404.html;

    location / {
      try_files $uri $uri.html $uri/index.html =404;
      gzip_static on;
      # Pages name their scripts by content: a page from yesterday must not ask for scripts that are gone.
${lines([cached('no-cache'), ...HEADERS])}
    }

    location /_next/static/ {
      try_files $uri =404;
      gzip_static on;
${lines([FOREVER, ...ASSET_HEADERS])}
    }
${asBrotli('js', 'text/javascript')}${asBrotli('css', 'text/css')}
    location @static {
      gzip_static on;
      try_files $uri =404;
${lines([FOREVER, 'Vary Accept-Encoding', ...ASSET_HEADERS])}
    }
`;
}

const asBrotli = (extension: string, type: string) => `
    location ~ ^/_next/static/.+\\.${extension}$ {
      gzip off;
      gzip_static on;
      types { }
      default_type ${type};
      try_files $uri$brotli_suffix @static;
${lines([FOREVER, 'Content-Encoding $brotli_encoding', 'Vary Accept-Encoding', ...ASSET_HEADERS])}
    }
`;

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

const headers = (cacheControl: string) =>
  [`Cache-Control "${cacheControl}"`, ...HEADERS].map((header) => `      add_header ${header} always;`).join('\n');

/** Everything else: the dashboard's files, as Next.js exports them, each with its `.gz` beside it. */
export function staticLocations(root: string): string {
  return `    root ${quote(root)};
    error_page 404 /404.html;

    location / {
      try_files $uri $uri.html $uri/index.html =404;
      gzip_static on;
      # Pages name their scripts by content: a page from yesterday must not ask for scripts that are gone.
${headers('no-cache')}
    }

    location /_next/static/ {
      try_files $uri =404;
      gzip_static on;
${headers('public, max-age=31536000, immutable')}
    }
`;
}

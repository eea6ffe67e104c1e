import { quote } from './config.js';

/** Everything else: the dashboard's files, as Next.js exports them. */
export function staticLocations(root: string): string {
  return `    root ${quote(root)};
    error_page 404 /404.html;

    location / {
      try_files $uri $uri.html $uri/index.html =404;
      # Pages name their scripts by content: a page from yesterday must not ask for scripts that are gone.
      add_header Cache-Control "no-cache";
      add_header X-Content-Type-Options nosniff;
    }

    location /_next/static/ {
      try_files $uri =404;
      add_header Cache-Control "public, max-age=31536000, immutable";
      add_header X-Content-Type-Options nosniff;
    }
`;
}

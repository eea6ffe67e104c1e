/** Errors that nginx itself gives in the API's stead, in the API's shape. An answer of a node is never replaced. */
const ERRORS = [
  [413, 'PAYLOAD_TOO_LARGE', 'Payload Too Large', 'The body is larger than the server takes'],
  [502, 'BAD_GATEWAY', 'Bad Gateway', 'No API node answered; whether the request had an effect is not known'],
  [
    504,
    'GATEWAY_TIMEOUT',
    'Gateway Timeout',
    'The API node took too long; whether the request had an effect is not known',
  ],
] as const;

/** `/api/` and the API's documentation, to any API node. */
export function apiLocations(): string {
  const errorPages = ERRORS.map(([status]) => `      error_page ${status} @api_${status};`).join('\n');
  return `    location ~ ^/(api|docs)(/|$) {
      proxy_pass http://api;
      # An upload goes through as it comes: nginx would otherwise keep half a gigabyte on the disk first.
      proxy_request_buffering off;
      # A download of any size must not be kept on the disk for a slow reader either.
      proxy_max_temp_file_size 0;
      proxy_read_timeout 120s;
      proxy_send_timeout 120s;
${errorPages}
    }
${ERRORS.map(errorLocation).join('')}`;
}

function errorLocation([statusCode, code, error, message]: (typeof ERRORS)[number]): string {
  const body = JSON.stringify({ statusCode, code, error, message, requestId: '$request_id' });
  return `    location @api_${statusCode} {
      internal;
      default_type application/json;
      add_header X-Request-Id $request_id always;
      return ${statusCode} '${body}';
    }
`;
}

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

/** What is no request at all, and gets no further. It has no address that a named location could be entered with. */
const GARBAGE = [
  [400, 'VALIDATION', 'Bad Request', 'This is not a valid HTTP request'],
  [414, 'VALIDATION', 'URI Too Long', 'The address is too long'],
] as const;

const ERROR_PAGES = ERRORS.map(([status]) => `      error_page ${status} @api_${status};`).join('\n');

/** `/api/` and the API's documentation, to any API node. */
export function apiLocations(): string {
  // The first that matches is taken.
  return `    location ~ ^/api/v1/chat/media(/|$) {
${toApi({ timeout: '600s' })}
      # The API knows how large each kind of file may be, counts as the bytes come, and answers with a reason.
      client_max_body_size 0;
    }

    location ~ ^/(api|docs)(/|$) {
${toApi({ timeout: '120s' })}
    }
${ERRORS.map((error) => errorLocation(error, `@api_${error[0]}`)).join('')}
${GARBAGE.map(([status]) => `    error_page ${status} /.error/${status};`).join('\n')}
${GARBAGE.map((error) => errorLocation(error, `= /.error/${error[0]}`)).join('')}`;
}

function toApi({ timeout }: { timeout: string }): string {
  return `      proxy_pass http://api;
      # An upload goes through as it comes: nginx would otherwise keep half a gigabyte on the disk first.
      proxy_request_buffering off;
      # A download of any size must not be kept on the disk for a slow reader either.
      proxy_max_temp_file_size 0;
      proxy_read_timeout ${timeout};
      proxy_send_timeout ${timeout};
${ERROR_PAGES}`;
}

function errorLocation(
  [statusCode, code, error, message]: (typeof ERRORS | typeof GARBAGE)[number],
  place: string,
): string {
  const body = JSON.stringify({ statusCode, code, error, message, requestId: '$request_id' });
  return `    location ${place} {
      internal;
      default_type application/json;
      add_header X-Request-Id $request_id always;
      return ${statusCode} '${body}';
    }
`;
}

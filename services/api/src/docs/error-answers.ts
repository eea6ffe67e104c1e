import { STATUS_CODES } from 'node:http';
import { type ErrorCode, errors, RestError } from '@samvad/contract';
import { type Json, withNames } from '@samvad/contract/docs';
import type { RouteOptions } from 'fastify';
import type { Operation } from './operation.js';

/** What a node may answer whatever it is asked. */
const everywhere: ErrorCode[] = ['INTERNAL'];
/** What everything that asks Postgres or Redis may be answered with. */
const limited: ErrorCode[] = ['RATE_LIMITED', 'OVERLOADED', 'UNAVAILABLE'];
const signedIn: ErrorCode[] = ['UNAUTHORIZED', 'TOKEN_EXPIRED'];
const withBody: ErrorCode[] = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

type Route = Pick<RouteOptions, 'config' | 'schema'>;

/** Every code that a route can answer with, in the order of the contract: its own, and those of every route of its kind. */
export function errorsOf({ config, schema }: Route, operation: Operation): ErrorCode[] {
  const codes = new Set<ErrorCode>([...everywhere, ...(operation.errors ?? [])]);
  const add = (more: ErrorCode[]) => {
    for (const code of more) codes.add(code);
  };
  if (!config?.public) add(signedIn);
  if (!config?.unlimited) add(limited);
  if (operation.roles) add(['FORBIDDEN']);
  if (schema?.params || schema?.querystring || schema?.body) add(['VALIDATION']);
  if (schema?.body) add(withBody);
  return (Object.keys(errors) as ErrorCode[]).filter((code) => codes.has(code));
}

/** What of the document is said once and referred to from many places. */
export interface Components {
  schemas: Record<string, Json>;
  responses: Record<string, Json>;
  examples: Record<string, Json>;
}

/** The answers of these codes, by HTTP status; each set of codes is one of `components.responses`. */
export function errorAnswers(codes: readonly ErrorCode[], components: Components): Record<string, Json> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(errors[code].status, [...(byStatus.get(errors[code].status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, own]) => {
      const name = own.join('.');
      components.responses[name] ??= answer(status, own, components);
      return [String(status), { $ref: `#/components/responses/${name}` }];
    }),
  );
}

/** These say when to come again. */
const withRetryAfter = [429, 503, 507];

function answer(status: number, codes: ErrorCode[], { schemas, examples }: Components): Json {
  for (const code of codes) examples[code] ??= { summary: errors[code].message, value: example(code) };
  const retry = withRetryAfter.includes(status) ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {};
  return {
    description: codes.map((code) => `\`${code}\`: ${errors[code].message}.`).join(' '),
    headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' }, ...retry },
    content: {
      'application/json': {
        schema: {
          allOf: [
            withNames(RestError, schemas),
            {
              type: 'object',
              properties: { code: { type: 'string', enum: codes, description: 'Which of them it is' } },
            },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

function example(code: ErrorCode): RestError {
  const { status, message } = errors[code];
  const requestId = '0198c7a3-02d4-7e8b-a1f0-6c5d4e3f2a10';
  return { statusCode: status, code, error: STATUS_CODES[status] ?? 'Error', message, requestId };
}

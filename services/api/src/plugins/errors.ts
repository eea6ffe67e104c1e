import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, type ErrorCode, errors, type RestError } from '@samvad/contract';
import type { Core } from '@samvad/core';
import { isConnectionFault } from '@samvad/core';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { conversationOf } from './conversation-of.js';

/** Fastify's own refusals, in our codes. Those not listed go by their status. */
const codeByStatus: Record<number, ErrorCode> = {
  400: 'VALIDATION',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'VALIDATION',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  431: 'VALIDATION',
};

/** The one place where an error becomes a REST response. */
export async function errorHandling(app: FastifyInstance, core: Core): Promise<void> {
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(core, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const error = new AppError('NOT_FOUND', { message: `There is no ${request.method} ${request.url.split('?')[0]}` });
    return answerError(core, error, request, reply);
  });
}

function toAppError(error: FastifyError | AppError): AppError {
  if (error instanceof AppError) return error;
  if (isConnectionFault(error)) return new AppError('UNAVAILABLE', { cause: error, retryAfter: 1 });
  if (error.validation) return new AppError('VALIDATION', { message: describe(error) });
  const code = codeByStatus[error.statusCode ?? 500];
  return code
    ? new AppError(code, { message: error.message, cause: error })
    : new AppError('INTERNAL', { cause: error });
}

function describe(error: FastifyError): string {
  const [first] = error.validation ?? [];
  const where = [error.validationContext, ...(first?.instancePath.split('/').filter(Boolean) ?? [])].join('.');
  return `${where} ${first?.message ?? 'is not valid'}`;
}

/** Also for what Fastify refuses before it knows the route. */
export function answerError(core: Core, cause: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply) {
  const error = toAppError(cause);
  core.metrics.errors.inc({ code: error.code });
  const context = {
    method: request.method,
    route: request.routeOptions.url,
    conversationId: conversationOf(request),
    code: error.code,
  };
  if (error.status >= 500) request.log.error({ ...context, err: cause }, 'request failed');
  // Without its words: a parser's repeat what it could not read.
  else request.log.debug({ ...context, cause: cause.code }, 'request refused');
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
  const body: RestError = {
    statusCode: error.status,
    code: error.code,
    error: STATUS_CODES[error.status] ?? 'Error',
    // What went wrong inside is ours to know.
    message: error.code === 'INTERNAL' ? errors.INTERNAL.message : error.message,
    requestId: request.id,
  };
  return reply.code(error.status).type('application/json; charset=utf-8').send(body);
}

/** What is not even HTTP, or has more of a URL or headers than a server reads: there is no request yet to answer. */
export function answerGarbage(error: Error & { code?: string }, connection: Socket): void {
  // Already gone, or nothing to say it on.
  if (error.code === 'ECONNRESET' || connection.destroyed || !connection.writable) return;
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body: RestError = {
    statusCode: status,
    code: 'VALIDATION',
    error: STATUS_CODES[status] ?? 'Error',
    message: status === 431 ? 'The URL or the headers are too long' : 'This is not a valid HTTP request',
    requestId: uuidv7(),
  };
  const json = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${body.error}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(json)}`,
    'connection: close',
  ];
  connection.end(`${head.join('\r\n')}\r\n\r\n${json}`);
}

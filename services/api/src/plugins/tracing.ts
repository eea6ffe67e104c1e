import { AppError } from '@samvad/contract';
import type { Core, Span } from '@samvad/core';
import type { FastifyInstance } from 'fastify';
import { conversationOf } from './conversation-of.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined unless traces are switched on. */
    span: Span | undefined;
  }
}

/** Each request of the API as a span, part of the client's trace when it names one (`traceparent`). Nothing when traces are off. */
export async function tracing(app: FastifyInstance, core: Core): Promise<void> {
  const { tracing } = core;
  if (!tracing) return;
  app.decorateRequest('span', undefined);
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/api/')) return;
    const route = request.routeOptions.url ?? 'none';
    const conversationId = conversationOf(request);
    request.span = tracing.begin(
      `${request.method} ${route}`,
      {
        'samvad.door': 'rest',
        'samvad.request_id': request.id,
        'http.request.method': request.method,
        'http.route': route,
        ...(conversationId ? { 'samvad.conversation_id': conversationId } : {}),
      },
      request.headers.traceparent,
    );
  });
  // The last one before the handler, after the body has been read: what runs inside is lost while that comes in.
  app.addHook('preHandler', ({ span }, _reply, done) => {
    if (span) tracing.within(span, done);
    else done();
  });
  app.addHook('onError', async ({ span }, _reply, error) => {
    if (span) tracing.failed(span, error instanceof AppError || isFault(error) ? error : new AppError('VALIDATION'));
  });
  app.addHook('onResponse', async ({ span }, reply) => {
    span?.setAttribute('http.response.status_code', reply.statusCode);
    span?.end();
  });
}

/** Not one of Fastify's own refusals. */
const isFault = ({ statusCode = 500 }: { statusCode?: number }) => statusCode >= 500;

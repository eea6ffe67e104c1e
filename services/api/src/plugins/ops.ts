import { answerOps, type Core, type NodeState } from '@samvad/core';
import type { FastifyInstance } from 'fastify';

/** Health and metrics, and what every response carries. */
export async function ops(app: FastifyInstance, core: Core, state: NodeState): Promise<void> {
  for (const path of ['/health/live', '/health/ready', '/metrics']) {
    app.get(path, { config: { public: true, unlimited: true } }, async (_request, reply) => {
      const answer = await answerOps(core, state, path);
      return reply
        .code(answer?.status ?? 404)
        .type(answer?.contentType ?? 'text/plain')
        .send(answer?.body);
    });
  }
  app.addHook('onSend', async (request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'x-request-id': request.id });
    // Nothing is kept by a cache but what says so itself.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    // Whoever keeps connections to this node open goes elsewhere with the next request.
    if (state.draining) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    };
    core.metrics.requestSeconds.observe(labels, reply.elapsedTime / 1000);
  });
}

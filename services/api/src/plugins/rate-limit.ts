import { type Core, Limiter } from '@samvad/core';
import type { FastifyInstance } from 'fastify';

/** Requests per minute: of a signed-in person wherever they are, of everyone else by address. */
export async function rateLimit(app: FastifyInstance, core: Core): Promise<void> {
  const limiter = new Limiter(core.redis, 'requests', core.config.REQUESTS_PER_MINUTE, 60);
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.unlimited) return;
    await limiter.consume(request.actor?.userId ?? request.ip);
  });
}

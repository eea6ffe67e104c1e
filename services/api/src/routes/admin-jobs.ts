import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { IServerAdapter } from '@bull-board/api/typings/app';
import { FastifyAdapter } from '@bull-board/fastify';
import cookie from '@fastify/cookie';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppError } from '@samvad/contract';
import { type Core, type MediaQueue, requireRole } from '@samvad/core';
import type { FastifyRequest } from 'fastify';
import { actorOf, authenticateToken } from '../plugins/auth.js';
import { answerError } from '../plugins/errors.js';

const path = '/api/v1/admin/jobs';
const cookieName = 'samvad_jobs';
/** The board brings all it needs; it must not even try to fetch more from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/**
 * A look at the queues of the workers, for admins (bull-board). A page cannot send a token, so an admin's own is kept in a
 * cookie that only these paths get, for as long as the token is valid.
 */
export const adminJobRoutes: FastifyPluginAsyncTypebox<{ core: Core; queue: MediaQueue }> = async (
  app,
  { core, queue },
) => {
  await app.register(cookie);

  app.post('/admin/jobs/session', async (request, reply) => {
    requireRole(actorOf(request), 'Admin');
    const token = request.headers.authorization?.replace(/^Bearer\s+/i, '') ?? '';
    const { expiresAt } = core.tokens.verify(token);
    reply.setCookie(cookieName, token, {
      path,
      httpOnly: true,
      sameSite: 'strict',
      secure: request.protocol === 'https',
      maxAge: Math.max(0, Math.floor((expiresAt - Date.now()) / 1000)),
    });
    return reply.code(204).send();
  });

  await app.register(
    async (board) => {
      board.addHook('onRoute', (route) => {
        route.config = { ...route.config, public: true };
        // Pages for people, which are not ours to describe.
        route.schema = { ...route.schema, hide: true };
      });
      board.addHook('onRequest', async (request, reply) => {
        try {
          const actor = authenticateToken(core, request.cookies[cookieName]);
          if (actor.role !== 'Admin') throw new AppError('NOT_FOUND');
          requireSameOrigin(request);
        } catch (error) {
          // The board has an error handler of its own, which would say too much.
          return answerError(core, error as AppError, request, reply);
        }
      });
      board.addHook('onSend', async (_request, reply, payload) => {
        reply.header('content-security-policy', policy);
        // Its page asks for fonts of Google.
        return typeof payload === 'string' ? payload.replace(/<link[^>]+https?:\/\/[^>]+>/g, '') : payload;
      });
      const adapter = new FastifyAdapter();
      adapter.setBasePath(path);
      createBullBoard({
        queues: queue.all().map((one) => new BullMQAdapter(one)),
        serverAdapter: adapter as object as IServerAdapter,
      });
      await board.register(adapter.registerPlugin());
    },
    { prefix: '/admin/jobs' },
  );
};

/** What changes something must come from the board's own page, not from another that a browser has open. */
function requireSameOrigin({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD') return;
  const from = headers.origin && URL.canParse(headers.origin) ? new URL(headers.origin).host : undefined;
  const site = headers['sec-fetch-site'] ?? (from === headers.host ? 'same-origin' : 'unknown');
  if (site !== 'same-origin' || (from !== undefined && from !== headers.host)) throw new AppError('FORBIDDEN');
}

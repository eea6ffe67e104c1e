import jwt from '@fastify/jwt';
import { AppError } from '@samvad/contract';
import { type Actor, type Claims, type Core, fromClaims, jwtOptions, tokenError } from '@samvad/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking. Null only on routes with `config.public`. */
    actor: Actor | null;
  }
  interface FastifyContextConfig {
    /** No access token is needed. */
    public?: boolean;
    /** Not counted by the rate limit. */
    unlimited?: boolean;
  }
}

/** Every route needs a valid access token unless its config says `public`. Checking one needs no network. */
export async function auth(app: FastifyInstance, core: Core): Promise<void> {
  const { secret, sign, verify } = jwtOptions(core.config);
  await app.register(jwt, {
    secret,
    sign: { algorithm: sign.algorithm, iss: sign.iss, expiresIn: sign.expiresIn },
    verify: {
      algorithms: [...verify.algorithms],
      allowedIss: verify.allowedIss,
      requiredClaims: [...verify.requiredClaims],
    },
  });
  app.decorateRequest('actor', null);
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.public) return;
    request.actor = await authenticate(core, request);
  });
}

async function authenticate(core: Core, request: FastifyRequest): Promise<Actor> {
  let token: ReturnType<typeof fromClaims>;
  try {
    token = fromClaims(await request.jwtVerify<Claims>());
  } catch (error) {
    throw tokenError(error);
  }
  if (core.revocations.isRevoked(token)) throw new AppError('UNAUTHORIZED', { message: 'Signed out' });
  return { userId: token.userId, role: token.role, sessionId: token.sessionId };
}

/** The actor of a route that is not public. */
export function actorOf(request: FastifyRequest): Actor {
  if (!request.actor) throw new AppError('UNAUTHORIZED');
  return request.actor;
}

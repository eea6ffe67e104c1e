import jwt from '@fastify/jwt';
import { AppError } from '@samvad/contract';
import {
  type Actor,
  type Claims,
  type Core,
  fromClaims,
  jwtOptions,
  tokenError,
  type VerifiedToken,
} from '@samvad/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking. Null only on routes with `config.public`. */
    actor: Actor | null;
    /** Why there is no actor where one is needed. */
    refusal: AppError | null;
  }
  interface FastifyContextConfig {
    /** No access token is needed. */
    public?: boolean;
    /** Not counted by the rate limit. */
    unlimited?: boolean;
  }
}

/**
 * Finds out who is asking, on every route but the public ones. Checking a token needs no network. Nobody is refused yet:
 * see `requireActor`.
 */
export async function auth(app: FastifyInstance, core: Core): Promise<void> {
  const { keys, verify } = jwtOptions(core.config);
  await app.register(jwt, {
    secret: async (_request: FastifyRequest, token: unknown) => keys.secretOf((token as DecodedToken).header.kid),
    // With its header, which names the secret.
    decode: { complete: true },
    verify: {
      algorithms: [...verify.algorithms],
      allowedIss: verify.allowedIss,
      requiredClaims: [...verify.requiredClaims],
    },
  });
  app.decorateRequest('actor', null);
  app.decorateRequest('refusal', null);
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.public) return;
    try {
      request.actor = await authenticate(core, request);
    } catch (error) {
      request.refusal = tokenError(error);
    }
  });
}

interface DecodedToken {
  header: { kid?: string };
}

/** Comes after the rate limit, so that whoever tries tokens is counted too. */
export async function requireActor(app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async ({ refusal }) => {
    if (refusal) throw refusal;
  });
}

async function authenticate(core: Core, request: FastifyRequest): Promise<Actor> {
  return toActor(core, fromClaims(await request.jwtVerify<Claims>()));
}

/** Who a token is of that did not come in a header. Throws what `requireActor` would. */
export function authenticateToken(core: Core, token: string | undefined): Actor {
  return toActor(core, core.tokens.verify(token));
}

function toActor(core: Core, token: VerifiedToken): Actor {
  if (core.revocations.isRevoked(token)) throw new AppError('UNAUTHORIZED', { message: 'Signed out' });
  return { userId: token.userId, role: token.role, sessionId: token.sessionId };
}

/** The actor of a route that is not public. */
export function actorOf(request: FastifyRequest): Actor {
  if (!request.actor) throw new AppError('UNAUTHORIZED');
  return request.actor;
}

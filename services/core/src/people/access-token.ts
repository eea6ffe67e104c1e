import { AppError, type Role, roles } from '@samvad/contract';
import { createSigner, createVerifier } from 'fast-jwt';
import type { Config } from '../config.js';
import type { Actor } from './actor.js';
import { keyId, SigningKeys } from './signing-keys.js';

const issuer = 'samvad';
const algorithm = 'HS256';

/** An access token's claims. Refresh tokens are no JWTs, so neither can pass for the other. */
export interface Claims {
  sub: string;
  role: Role;
  sid: string;
  exp: number;
  iat: number;
}

export interface VerifiedToken extends Actor {
  /** Epoch milliseconds. */
  expiresAt: number;
  issuedAt: number;
}

/** The options that @fastify/jwt and the socket's verifier share: one algorithm, one issuer, nothing else accepted. */
export function jwtOptions(config: Config) {
  const keys = new SigningKeys(config);
  return {
    keys,
    sign: { algorithm, iss: issuer, expiresIn: `${config.ACCESS_TOKEN_SECONDS}s`, kid: keyId(keys.current) },
    verify: { algorithms: [algorithm], allowedIss: issuer, requiredClaims: ['sub', 'sid', 'role', 'exp'] },
  } as const;
}

export class AccessTokens {
  readonly #sign: (claims: Record<string, unknown>) => string;
  /** By the first part of a token, which is the same in all that one secret has signed. */
  readonly #verifiers: ReadonlyMap<string, (token: string) => Claims>;
  readonly #otherwise: (token: string) => Claims;

  constructor(config: Config) {
    const { keys, sign, verify } = jwtOptions(config);
    const signer = (key: string) => createSigner({ key, ...sign, kid: keyId(key) });
    const verifier = (key: string): ((token: string) => Claims) =>
      createVerifier({
        key,
        algorithms: [...verify.algorithms],
        allowedIss: verify.allowedIss,
        requiredClaims: [...verify.requiredClaims],
        cache: 1000,
      });
    this.#sign = signer(keys.current);
    this.#verifiers = new Map(keys.accepted.map((key) => [firstPart(signer(key)({})), verifier(key)]));
    this.#otherwise = verifier(keys.current);
  }

  sign(actor: Actor): string {
    return this.#sign({ sub: actor.userId, role: actor.role, sid: actor.sessionId });
  }

  /** Needs no network. Throws `TOKEN_EXPIRED` or `UNAUTHORIZED`. */
  verify(token: unknown): VerifiedToken {
    if (typeof token !== 'string' || token === '' || token.length > 4096) throw new AppError('UNAUTHORIZED');
    try {
      const verify = this.#verifiers.get(firstPart(token)) ?? this.#otherwise;
      return fromClaims(verify(token));
    } catch (error) {
      throw tokenError(error);
    }
  }
}

const firstPart = (token: string) => token.slice(0, token.indexOf('.'));

/** Throws `UNAUTHORIZED` for claims that we did not write. */
export function fromClaims({ sub, role, sid, exp, iat }: Claims): VerifiedToken {
  if (typeof sub !== 'string' || typeof sid !== 'string' || !roles.includes(role)) throw new AppError('UNAUTHORIZED');
  return { userId: sub, role, sessionId: sid, expiresAt: exp * 1000, issuedAt: iat * 1000 };
}

export function tokenError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code } = error as { code?: string };
  const expired = code === 'FAST_JWT_EXPIRED' || code === 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED';
  return new AppError(expired ? 'TOKEN_EXPIRED' : 'UNAUTHORIZED', { cause: error });
}

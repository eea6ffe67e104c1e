import { AppError } from '@samvad/contract';
import type { Handler } from './handler.js';

/** Carries on with a newer token of the same person. Throws `UNAUTHORIZED` or `TOKEN_EXPIRED`; the old one then stays. */
export const authRefresh: Handler<'auth:refresh'> = async ({ core, socket }, { token }) => {
  const { userId, role, sessionId, expiresAt, issuedAt } = core.tokens.verify(token);
  const { data } = socket;
  if (userId !== data.actor.userId || core.revocations.isRevoked({ userId, sessionId, issuedAt })) {
    throw new AppError('UNAUTHORIZED');
  }
  data.actor = { userId, role, sessionId };
  data.expiresAt = expiresAt;
  data.issuedAt = issuedAt;
  return { expiresIn: Math.max(0, Math.round((expiresAt - Date.now()) / 1000)) };
};

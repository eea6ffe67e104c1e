import { AppError } from '@samvad/contract';
import { type Core, type Presence, personRoom, type VerifiedToken } from '@samvad/core';
import type { FanOut } from './fan-out.js';
import type { ChatSocket } from './types.js';

interface Parts {
  core: Core;
  fanOut: FanOut;
  presence: Presence;
}

/**
 * Decides on each connection before the client is told that it is connected: the token (without asking anyone), how many
 * there are, how fast they come. An admitted socket is in its person's room, subscribed, and counted as present.
 */
export function admission(parts: Parts) {
  const { core } = parts;
  const inBudget = connectBudget(core.config.CONNECTS_PER_SECOND);
  // Also those that are still on their way in, which the server does not count yet.
  const admitted = new Set<string>();
  const hasRoom = () => admitted.size < core.config.MAX_SOCKETS && inBudget();
  return async (socket: ChatSocket, next: (error?: Error) => void) => {
    try {
      const token = core.tokens.verify(socket.handshake.auth.token);
      if (core.revocations.isRevoked(token)) throw new AppError('UNAUTHORIZED', { message: 'Signed out' });
      if (!hasRoom()) {
        throw new AppError('OVERLOADED', { retryAfter: 1 + Math.ceil(Math.random() * 4) });
      }
      admitted.add(socket.id);
      // Also when the connection ends before it was ever announced. Leaving twice is harmless.
      const leave = () => {
        admitted.delete(socket.id);
        void parts.presence.disconnect(token.userId, socket.id);
      };
      socket.conn.once('close', leave);
      socket.once('disconnect', leave);
      await enter(parts, socket, token).catch((error) => {
        leave();
        throw error;
      });
      if (socket.conn.readyState !== 'open') leave();
      core.metrics.connects.inc({ outcome: 'accepted' });
      next();
    } catch (error) {
      const refusal = error instanceof AppError ? error : new AppError('OVERLOADED', { cause: error });
      if (!(error instanceof AppError)) core.log.error({ err: error }, 'a connection could not be admitted');
      core.metrics.connects.inc({ outcome: refusal.code });
      next(toConnectError(refusal));
    }
  };
}

async function enter({ core, fanOut, presence }: Parts, socket: ChatSocket, token: VerifiedToken): Promise<void> {
  const { userId, role, sessionId, expiresAt, issuedAt } = token;
  const now = Date.now();
  socket.data = {
    actor: { userId, role, sessionId },
    expiresAt,
    issuedAt,
    connectedAt: now,
    budget: core.config.EVENTS_PER_SECOND * 2,
    budgetAt: now,
    unread: 0,
    pending: 0,
  };
  await Promise.all([presence.connect(userId, socket.id), fanOut.join(socket, personRoom(userId))]);
}

/** A bucket that refills with time, and never holds more than one second's worth. */
function connectBudget(perSecond: number): () => boolean {
  let budget = perSecond;
  let at = Date.now();
  return () => {
    const now = Date.now();
    budget = Math.min(perSecond, budget + ((now - at) / 1000) * perSecond);
    at = now;
    if (budget < 1) return false;
    budget -= 1;
    return true;
  };
}

/** What the client's `connect_error` carries in `data`. */
function toConnectError({ code, message, retryAfter }: AppError): Error {
  // The contract knows three codes for a connection.
  const known = code === 'TOKEN_EXPIRED' || code === 'OVERLOADED' ? code : 'UNAUTHORIZED';
  return Object.assign(new Error(message), { data: { code: known, message, ...(retryAfter ? { retryAfter } : {}) } });
}

import { AppError, type Role } from '@samvad/contract';

/** Who is asking: what an access token says, checked. */
export interface Actor {
  userId: string;
  role: Role;
  sessionId: string;
}

/** Throws `FORBIDDEN` unless the actor has one of the roles. */
export function requireRole(actor: Actor, ...allowed: Role[]): void {
  if (!allowed.includes(actor.role)) throw new AppError('FORBIDDEN');
}

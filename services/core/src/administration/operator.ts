import type { Actor } from '../people/actor.js';

/** Whoever has a shell where the secrets are: may do what an admin may, and is nobody who signs in. */
export const operator: Actor = { userId: '00000000-0000-0000-0000-000000000000', role: 'Admin', sessionId: '' };

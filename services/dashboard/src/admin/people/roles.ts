import type { Role } from '@samvad/client';

/** In the order in which they are offered: those first whom an admin makes most. */
export const roles = ['Support', 'Admin', 'User'] as const satisfies Role[];

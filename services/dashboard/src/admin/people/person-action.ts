import type { ManagedPerson } from '@samvad/contract';

/** What an admin is about to do to a person; each has a dialog. */
export type PersonAction =
  | { kind: 'create' }
  | { kind: 'name' | 'role' | 'password' | 'deactivate' | 'reactivate' | 'offline'; person: ManagedPerson };

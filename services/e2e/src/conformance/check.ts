import type { Desk } from './desk.js';

/** One thing that the contract promises. */
export interface Check {
  /** What holds, in words: what the report's line says. */
  name: string;
  /** Whether it uses the socket, and so is run once for each transport. */
  usesSocket: boolean;
  /** Rejects, saying what is wrong, when it does not hold; with `Skipped` when it cannot be told here. */
  run(desk: Desk): Promise<void>;
}

export interface Chapter {
  name: string;
  about: string;
  checks: Check[];
}

/** Not a failure: the server that is judged is not set up so that this can be seen. */
export class Skipped extends Error {}

/** A check over HTTP alone. */
export const check = (name: string, run: Check['run']): Check => ({ name, usesSocket: false, run });

/** A check with devices on the socket. */
export const live = (name: string, run: Check['run']): Check => ({ name, usesSocket: true, run });

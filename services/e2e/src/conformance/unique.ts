import { randomUUID } from 'node:crypto';

/** A name that nothing else has, such as a `clientMessageId`. */
export const unique = (): string => randomUUID();

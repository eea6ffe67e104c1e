import { networkInterfaces } from 'node:os';
import { type HeldPort, holdPort } from '../ports.js';

export const DEFAULT_PORT = 8080;

/** The port that was asked for is in use. */
export class PortTakenError extends Error {
  constructor(port: number) {
    super(`port ${port} is already in use; choose another with --port or PORT`);
  }
}

/** Addresses to listen on for a host name; `localhost` is both loopback addresses, as far as the machine has them. */
export function listenAddresses(host: string): string[] {
  if (host !== 'localhost') return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.some(({ address }) => address === '::1') ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
}

/**
 * The port for the front: the one asked for, or else 8080 or the first free one after it. It is held until nginx is to listen
 * on it: seconds pass until then, in which anybody else could take it.
 *
 * @throws PortTakenError when one was asked for and is taken
 */
export async function chooseFrontPort(addresses: readonly string[], asked?: number): Promise<HeldPort> {
  if (asked !== undefined) {
    const held = await holdPort(asked, addresses);
    if (held) return held;
    throw new PortTakenError(asked);
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + 200; port++) {
    const held = await holdPort(port, addresses);
    if (held) return held;
  }
  throw new Error(`no free port from ${DEFAULT_PORT} on; choose one with --port or PORT`);
}

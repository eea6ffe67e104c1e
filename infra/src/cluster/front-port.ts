import { networkInterfaces } from 'node:os';
import { isPortFree } from '../ports.js';

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
 * The port for the front: the one asked for, or else 8080 or the first free one after it.
 *
 * @throws PortTakenError when one was asked for and is taken
 */
export async function chooseFrontPort(addresses: readonly string[], asked?: number): Promise<number> {
  const isFree = async (port: number) => {
    for (const address of addresses) if (!(await isPortFree(port, address))) return false;
    return true;
  };
  if (asked !== undefined) {
    if (await isFree(asked)) return asked;
    throw new PortTakenError(asked);
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + 200; port++) if (await isFree(port)) return port;
  throw new Error(`no free port from ${DEFAULT_PORT} on; choose one with --port or PORT`);
}

import { createServer } from 'node:net';

/**
 * Internal ports lie below the kernel's range for outgoing connections (32768 and up on Linux). A port from that range
 * could be taken as the source port of some connection in the moment between a process's death and its restart.
 */
const FIRST = 15_000;
const LAST = 32_000;
const handedOut = new Set<number>();

/** Whether `port` can be listened on at `host` just now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A loopback TCP port that is free now and that this process has not been handed before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (handedOut.has(port) || !(await isPortFree(port))) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`);
}

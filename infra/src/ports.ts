import { createServer, type Server } from 'node:net';

/**
 * Internal ports lie below the kernel's range for outgoing connections (32768 and up on Linux). A port from that range
 * could be taken as the source port of some connection in the moment between a process's death and its restart.
 */
const FIRST = 15_000;
const LAST = 32_000;
const handedOut = new Set<number>();

/** A port that nobody else can listen on until it is released. */
export interface HeldPort {
  readonly port: number;
  /** Idempotent. */
  release(): Promise<void>;
}

/** Takes `port` at each of `hosts`, for somebody who will listen there later; undefined when one of them is in use. */
export async function holdPort(port: number, hosts: readonly string[]): Promise<HeldPort | undefined> {
  const holders = await Promise.all(hosts.map((host) => listenOn(port, host)));
  const release = async () => {
    await Promise.all(holders.map((holder) => holder && new Promise((resolve) => holder.close(resolve))));
  };
  if (holders.every((holder) => holder !== undefined)) return { port, release };
  await release();
  return undefined;
}

/** Whoever connects is turned away. */
function listenOn(port: number, host: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

/** Whether `port` can be listened on at `host` just now. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const held = await holdPort(port, [host]);
  await held?.release();
  return held !== undefined;
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

const PORT_ATTEMPTS = 3;

/**
 * Starts what `specFor` describes. Should somebody else have taken its port between our choosing it and its start,
 * `specFor` is asked again, for another one.
 */
export async function startOnPort<S extends { port: number }, T>(
  specFor: () => Promise<S>,
  start: (spec: S) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const spec = await specFor();
    try {
      return await start(spec);
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || (await isPortFree(spec.port))) throw error;
    }
  }
}

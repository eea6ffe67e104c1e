import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './ports.js';

export interface TcpProxy {
  /** Where to connect instead of the target, on 127.0.0.1. */
  readonly port: number;
  /** The same URL, but through the proxy. */
  url(original: string): string;
  /** Turns into a black hole: connections stay open, new ones are accepted, and nothing passes either way. */
  block(): void;
  /** Lets everything that was held back pass. */
  unblock(): void;
  /** Resets every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Ends `cut`, `block` and `delay`. */
  restore(): Promise<void>;
  /** Holds every byte back for so many milliseconds, each way; 0 ends it. */
  delay(ms: number): void;
  stop(): Promise<void>;
}

/** A TCP proxy on loopback that can misbehave like a network, for fault tests. */
export async function startTcpProxy(options: {
  target: { host: string; port: number };
  port?: number;
}): Promise<TcpProxy> {
  const port = options.port ?? (await freePort());
  const network = new Network();
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const target = connect({ ...options.target, allowHalfOpen: true });
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        // A reset passes through at once; an orderly end is passed on by forward, behind the data.
        if (from.errored) to.destroy();
      });
      network.forward(from, to);
    }
  });
  const cut = async () => {
    for (const socket of sockets) socket.resetAndDestroy();
    await close(server);
  };
  await listen(server, port);

  return {
    port,
    url(original) {
      const url = new URL(original);
      url.hostname = '127.0.0.1';
      url.port = String(port);
      return url.href;
    },
    block: () => network.block(),
    unblock: () => network.unblock(),
    cut,
    async restore() {
      network.delayMs = 0;
      network.unblock();
      if (!server.listening) await listen(server, port);
    },
    delay(ms) {
      network.delayMs = ms;
    },
    stop: cut,
  };
}

/** The state of the wire, shared by all connections of a proxy. */
class Network {
  delayMs = 0;
  private blocked: { promise: Promise<void>; resolve: () => void } | undefined;

  block(): void {
    if (this.blocked) return;
    let resolve = () => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    this.blocked = { promise, resolve };
  }

  unblock(): void {
    this.blocked?.resolve();
    this.blocked = undefined;
  }

  /** Passes on what `from` sends, in order, each chunk when its time has come and the wire is open. */
  forward(from: Socket, to: Socket): void {
    let last = Promise.resolve();
    const inTurn = (act: () => void) => {
      const due = Date.now() + this.delayMs;
      last = last.then(async () => {
        const early = due - Date.now();
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
        while (this.blocked) await this.blocked.promise;
        if (!to.destroyed) act();
      });
    };
    from.on('data', (chunk) => {
      // Reading on while nothing passes would hide from the sender that its buffers should be full.
      from.pause();
      inTurn(() => {
        if (to.write(chunk)) from.resume();
        else to.once('drain', () => from.resume());
      });
      // A delay is not a narrow pipe: the next chunk may already be on its way.
      if (this.delayMs > 0 && !this.blocked) from.resume();
    });
    from.on('end', () => inTurn(() => to.end()));
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (server.listening) server.close(() => resolve());
    else resolve();
  });
}

import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';

/** Turns of the event loop without anything new after which nothing waits to be accepted. */
const quietTurns = 3;
const mostTurns = 2_000;

/**
 * Ends the acceptance of connections without a request being lost: no connection is reset that waits to be accepted, none that
 * is kept is closed by us: one that we closed could be taken for a POST at that very moment, which nobody would dare to send again.
 * A proxy that keeps one closes it after `keptFor` ms (nginx after a second: `infra/src/nginx`). Resolves when nobody keeps one any more, or would have let go of it. Whoever calls this has every
 * answer say `Connection: close` from now on.
 */
export async function leaveQuietly(server: Server, keptFor: number): Promise<void> {
  await nothingWaits(server);
  // Not the server's own `close`, which closes idle connections too.
  NetServer.prototype.close.call(server);
  // Some more than that: it may have been used just now.
  const until = Date.now() + 1.5 * keptFor;
  while (Date.now() < until && (await connections(server)) > 0) await pause(50);
}

/** What the kernel has accepted for us would be reset with the listening socket, and a request on it may be under way. */
async function nothingWaits(server: Server): Promise<void> {
  let accepted = 0;
  const count = () => {
    accepted += 1;
  };
  server.on('connection', count);
  let quiet = 0;
  for (let i = 0; i < mostTurns && quiet < quietTurns; i += 1) {
    const before = accepted;
    const began = performance.now();
    await turn();
    quiet = accepted === before && performance.now() - began < 1 ? quiet + 1 : 0;
  }
  server.off('connection', count);
}

const connections = (server: Server) =>
  new Promise<number>((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));

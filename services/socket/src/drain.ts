import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '@samvad/core';
import type { ChatServer, ChatSocket } from './types.js';

/** One connection in each, until there are so many that they fill the drain time; then the same number in each, to one. */
const sliceMilliseconds = 100;
const handlerPatience = 8_000;

/**
 * Closes all connections, spread over the drain time, so that thousands of clients do not arrive elsewhere in the same
 * second. What a client has asked is answered before its connection goes; the transport is closed rather than the
 * socket, which tells clients to connect again.
 */
export async function drain(core: Core, io: ChatServer): Promise<void> {
  const sockets = [...io.of('/').sockets.values()];
  // A handful of people need no ten seconds.
  const slices = Math.min(sockets.length, Math.ceil((core.config.DRAIN_SECONDS * 1000) / sliceMilliseconds));
  const closing: Promise<void>[] = [];
  const upTo = (slice: number) => Math.floor((slice * sockets.length) / slices);
  for (let i = 0; i < slices; i += 1) {
    for (const socket of sockets.slice(upTo(i), upTo(i + 1))) closing.push(closeWhenAnswered(socket));
    await pause(sliceMilliseconds);
  }
  // Whose handshake came before the end was known, and who has got through since then.
  const early = new Set(sockets);
  for (const socket of io.of('/').sockets.values()) if (!early.has(socket)) closing.push(closeWhenAnswered(socket));
  await Promise.all(closing);
}

async function closeWhenAnswered(socket: ChatSocket): Promise<void> {
  const deadline = Date.now() + handlerPatience;
  while (socket.data.pending > 0 && Date.now() < deadline) await pause(20);
  socket.conn.close();
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * From the moment on in which it is told to end, a node begins no session: it says so in answer to the handshake, a GET, which
 * a proxy sends on to the next node. It goes on listening: long polling must reach it for as long as it has sessions. With
 * the fewest connections of all it would otherwise be the one that those who have just been sent away are brought to.
 */
export function refuseNewSessions(io: ChatServer, state: { draining: boolean }): void {
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const isNew = !new URL(request.url ?? '/', 'http://node').searchParams.has('sid');
    if (!state.draining || !isNew) return next();
    if (request.headers.upgrade) return void request.socket.end(`HTTP/1.1 503 Service Unavailable\r\n${refusal}\r\n`);
    response.writeHead(503, { connection: 'close', 'retry-after': '1' }).end();
  });
}

const refusal = 'Connection: close\r\nContent-Length: 0\r\nRetry-After: 1\r\n';

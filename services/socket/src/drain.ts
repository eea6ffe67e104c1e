import type { Core } from '@samvad/core';
import type { ChatServer, ChatSocket } from './types.js';

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
  const slices = Math.min(Math.ceil(sockets.length / 10), (core.config.DRAIN_SECONDS * 1000) / sliceMilliseconds);
  const size = Math.ceil(sockets.length / Math.max(1, slices));
  const closing: Promise<void>[] = [];
  for (let i = 0; i < sockets.length; i += size) {
    for (const socket of sockets.slice(i, i + size)) closing.push(closeWhenAnswered(socket));
    await pause(sliceMilliseconds);
  }
  await Promise.all(closing);
}

async function closeWhenAnswered(socket: ChatSocket): Promise<void> {
  const deadline = Date.now() + handlerPatience;
  while (socket.data.pending > 0 && Date.now() < deadline) await pause(20);
  socket.conn.close();
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

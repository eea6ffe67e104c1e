import { type Core, conversationRoom, personRoom } from '@samvad/core';
import type { ChatServer, ChatSocket } from './types.js';
import type { Viewers } from './viewers.js';

const everyMilliseconds = 500;

/** Ends connections whose right to be here has ended, and those that do not read what they are sent. */
export function watchSockets(core: Core, io: ChatServer, viewers: Viewers): { stop(): void } {
  core.revocations.onRevoked(({ kind, subjectId, userId }) => {
    if (kind === 'assignment') void leaveRoom(core, io, viewers, subjectId, userId);
    else for (const socket of socketsIn(io, personRoom(userId))) expireIfRevoked(core, socket);
  });
  const timer = setInterval(() => {
    const now = Date.now();
    for (const socket of io.of('/').sockets.values()) {
      if (socket.data.expiresAt <= now) expire(socket, 'TOKEN_EXPIRED', 'The access token has expired');
      else if (isStuck(socket, core.config.MAX_SOCKET_BUFFER_BYTES)) {
        core.metrics.slowClients.inc();
        // Not waiting for what it would never read.
        socket.conn.close(true);
      }
    }
  }, everyMilliseconds);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

export function expireIfRevoked(core: Core, socket: ChatSocket): void {
  const { actor, issuedAt } = socket.data;
  if (core.revocations.isRevoked({ ...actor, issuedAt })) expire(socket, 'UNAUTHORIZED', 'Signed out');
}

function expire(socket: ChatSocket, code: string, message: string): void {
  socket.emit('auth:expired', { code, message });
  socket.disconnect(true);
}

/** An agent who has been replaced leaves the room at once, unless the conversation has come back meanwhile. */
async function leaveRoom(
  core: Core,
  io: ChatServer,
  viewers: Viewers,
  conversationId: string,
  userId: string,
): Promise<void> {
  const room = conversationRoom(conversationId);
  for (const socket of socketsIn(io, room).filter(({ data }) => data.actor.userId === userId)) {
    const stillTheirs = await core.history.viewableHead(socket.data.actor, conversationId).then(
      () => true,
      () => false,
    );
    if (stillTheirs) continue;
    viewers.leave(socket, conversationId);
    await socket.leave(room);
  }
}

function socketsIn(io: ChatServer, room: string): ChatSocket[] {
  const { adapter, sockets } = io.of('/');
  return [...(adapter.rooms.get(room) ?? [])].map((id) => sockets.get(id)).filter((socket) => socket !== undefined);
}

/**
 * Too much waits, and since the last look none of it has been read; or far too much, whatever was read. A phone on a slow
 * network that still reads is given its time.
 */
function isStuck({ conn, data }: ChatSocket, limit: number): boolean {
  const bytes = unreadBytes(conn as unknown as Buffers);
  const stuck = bytes > limit * 4 || (bytes > limit && data.unread > limit && bytes >= data.unread);
  data.unread = bytes;
  return stuck;
}

interface Buffers {
  writeBuffer: { data?: string | Buffer }[];
  transport: { socket?: { bufferedAmount?: number } };
}

/** What waits to be written to a client: in Engine.IO, and in the WebSocket below it. */
function unreadBytes({ writeBuffer, transport }: Buffers): number {
  let bytes = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) bytes += data?.length ?? 0;
  return bytes;
}

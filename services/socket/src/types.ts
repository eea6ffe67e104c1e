import type { ClientToServerEvents, ServerToClientEvents } from '@samvad/contract';
import type { Actor } from '@samvad/core';
import type { Server, Socket } from 'socket.io';

/** What this node knows of a connection. */
export interface SocketData {
  actor: Actor;
  /** Epoch milliseconds of the access token. */
  expiresAt: number;
  issuedAt: number;
  connectedAt: number;
  /** Events this socket may still send, and when that was reckoned. */
  budget: number;
  budgetAt: number;
  /** Bytes that waited to be written when it was last looked. */
  unread: number;
  /** Handlers under way: a draining node waits for them. */
  pending: number;
}

type None = Record<never, never>;
export type ChatServer = Server<ClientToServerEvents, ServerToClientEvents, None, SocketData>;
export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, None, SocketData>;

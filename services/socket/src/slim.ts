import type { ChatSocket } from './types.js';

const nothing = {
  headers: {},
  auth: {},
  query: {},
  time: '',
  issued: 0,
  url: '',
  address: '',
  xdomain: false,
  secure: false,
};

/**
 * Lets go of what was needed to open a connection: the request, its headers and the token are some kilobytes for as long
 * as the connection lives, and nobody asks for them again.
 */
export function slim(socket: ChatSocket): void {
  (socket.conn as { request: unknown }).request = null;
  (socket as { handshake: unknown }).handshake = nothing;
}

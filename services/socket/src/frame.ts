import * as ws from 'ws';

/** What Engine.IO takes for a packet that is encoded already. */
export interface EncodedFrame {
  packets: [string];
  options: { preEncoded: true; compress: false; wsPreEncodedFrame: Buffer[] };
}

type FrameBuilder = (data: Buffer, options: object) => Buffer[];
// Exported, and what socket.io's own adapters use, but missing in the type declarations.
const buildFrame = (ws as unknown as { Sender: { frame: FrameBuilder } }).Sender.frame;

/**
 * Encodes once for all sockets of a room, down to the bytes of the WebSocket frame; connections on long polling take the
 * string. "4" is a message in the Engine.IO protocol.
 */
export function encodeFrame(packet: string): EncodedFrame {
  const data = Buffer.from(`4${packet}`);
  const frame = buildFrame(data, { readOnly: false, mask: false, rsv1: false, opcode: 1, fin: true });
  return { packets: [packet], options: { preEncoded: true, compress: false, wsPreEncodedFrame: frame } };
}

import type { UnreadFields } from '@samvad/contract';

/**
 * A stored message on its way to the devices of one person who takes part in its conversation, and with it to the sockets that
 * have the conversation open on the nodes where it arrives. The nodes make of it whatever frames their sockets are due.
 */
export interface MessagePacket extends UnreadFields {
  /** Whose devices, and whose unread count. */
  personId: string;
  conversationId: string;
  seq: number;
  senderId: string;
  /** Commit time in epoch milliseconds, for the delivery histogram. */
  committedAt: number;
  /** The message as clients get it. */
  json: string;
  /** The trace that it is part of, if that is recorded (W3C Trace Context). */
  trace?: string | undefined;
}

export function encodeMessage(packet: MessagePacket): string {
  const { conversationId, seq, senderId, committedAt, unreadCount, readCount, lastSeq, json, trace } = packet;
  // Behind everything else, where a node that knows nothing of traces does not look.
  const traced = trace === undefined ? '' : ` ${trace}`;
  return `${conversationId} ${seq} ${senderId} ${committedAt} ${unreadCount} ${readCount} ${lastSeq}${traced}\n${json}`;
}

export function decodeMessage(personId: string, wire: string): MessagePacket {
  const end = wire.indexOf('\n');
  const [conversationId = '', seq, senderId = '', committedAt, unreadCount, readCount, lastSeq, trace] = wire
    .slice(0, end)
    .split(' ');
  return {
    personId,
    conversationId,
    seq: Number(seq),
    senderId,
    committedAt: Number(committedAt),
    unreadCount: Number(unreadCount),
    readCount: Number(readCount),
    lastSeq: Number(lastSeq),
    json: wire.slice(end + 1),
    trace,
  };
}

/** For everyone in the conversation's room. */
export const newFrame = (json: string) => `2["message:new",${json}]`;

/** For every device of the sender. */
export const sentFrame = (json: string) => `2["message:sent",${json}]`;

/** For the recipient's devices that are not in the room. */
export function notificationFrame({ conversationId, unreadCount, readCount, lastSeq, json }: MessagePacket): string {
  const { sender } = JSON.parse(json) as { sender: unknown };
  const counted = `"unreadCount":${unreadCount},"readCount":${readCount},"lastSeq":${lastSeq}`;
  return `2["notification:new-message",{"conversationId":"${conversationId}","message":${json},"sender":${JSON.stringify(sender)},${counted}}]`;
}

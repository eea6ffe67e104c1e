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
}

export function encodeMessage(packet: MessagePacket): string {
  const { conversationId, seq, senderId, committedAt, unreadCount, readCount, lastSeq, json } = packet;
  return `${conversationId} ${seq} ${senderId} ${committedAt} ${unreadCount} ${readCount} ${lastSeq}\n${json}`;
}

export function decodeMessage(personId: string, wire: string): MessagePacket {
  const end = wire.indexOf('\n');
  const [conversationId = '', seq, senderId = '', ...numbers] = wire.slice(0, end).split(' ');
  const [committedAt = 0, unreadCount = 0, readCount = 0, lastSeq = 0] = numbers.map(Number);
  return {
    personId,
    conversationId,
    seq: Number(seq),
    senderId,
    ...{ committedAt, unreadCount, readCount, lastSeq },
    json: wire.slice(end + 1),
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

import type { ChatSocket } from './types.js';

const underWay = new WeakMap<ChatSocket, Map<string, Promise<unknown>>>();

/**
 * What a socket asks for about one conversation is done in the order in which it was asked: a leave must not overtake the
 * join before it, or the socket would stay.
 */
export async function inTurn<T>(socket: ChatSocket, conversationId: string, work: () => Promise<T>): Promise<T> {
  const works = underWay.get(socket) ?? new Map<string, Promise<unknown>>();
  underWay.set(socket, works);
  const before = works.get(conversationId);
  const mine = before ? before.then(work, work) : work();
  works.set(conversationId, mine);
  try {
    return await mine;
  } finally {
    if (works.get(conversationId) === mine) works.delete(conversationId);
    if (works.size === 0) underWay.delete(socket);
  }
}

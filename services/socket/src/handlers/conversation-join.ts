import type { ClientAnswer, ClientPayload } from '@samvad/contract';
import { conversationRoom } from '@samvad/core';
import { inTurn } from '../in-turn.js';
import type { Handler, HandlerContext } from './handler.js';

export const conversationJoin: Handler<'conversation:join'> = (context, payload) =>
  inTurn(context.socket, payload.conversationId, () => join(context, payload));

/**
 * Subscribe, then look: whatever is committed after the look arrives over the subscription, whatever was before is in
 * `missed`, and what is in both the client knows by its seq.
 */
async function join(
  { core, fanOut, socket, viewers }: HandlerContext,
  { conversationId, afterSeq }: ClientPayload<'conversation:join'>,
): Promise<ClientAnswer<'conversation:join'>> {
  const { actor } = socket.data;
  // First whether, since nobody may be in a room, however shortly, who has no business there.
  const { customerId } = await core.history.viewableHead(actor, conversationId);
  const room = conversationRoom(conversationId);
  await fanOut.join(socket, room);
  if (actor.role === 'Admin') await fanOut.watch(conversationId, customerId);
  try {
    const snapshot = await core.history.missed(actor, conversationId, afterSeq);
    // Gone meanwhile: a room without anybody has no order to keep.
    if (socket.rooms.has(room)) fanOut.order.open(room, snapshot.lastSeq);
    const present = await viewers.enter(socket, conversationId);
    const joined = { conversationId, ...snapshot, ...(present ? { viewers: present } : {}) };
    socket.emit('conversation:joined', joined);
    return joined;
  } catch (error) {
    // Assigned to another in between, or Postgres is away: then the client is told, and is not half in.
    viewers.leave(socket, conversationId);
    await socket.leave(room);
    throw error;
  }
}

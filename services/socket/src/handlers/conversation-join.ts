import { conversationRoom } from '@samvad/core';
import type { Handler } from './handler.js';

/**
 * Subscribe, then look: whatever is committed after the look arrives over the subscription, whatever was before is in
 * `missed`, and what is in both the client knows by its seq.
 */
export const conversationJoin: Handler<'conversation:join'> = async (
  { core, fanOut, socket },
  { conversationId, afterSeq },
) => {
  const { actor } = socket.data;
  // First whether, since nobody may be in a room, however shortly, who has no business there.
  await core.history.missed(actor, conversationId, undefined);
  const room = conversationRoom(conversationId);
  await fanOut.join(socket, room);
  try {
    const snapshot = await core.history.missed(actor, conversationId, afterSeq);
    // Gone meanwhile: a room without anybody has no order to keep.
    if (socket.rooms.has(room)) fanOut.order.open(room, snapshot.lastSeq);
    const joined = { conversationId, ...snapshot };
    socket.emit('conversation:joined', joined);
    return joined;
  } catch (error) {
    // Assigned to another in between, or Postgres is away: then the client is told, and is not half in.
    await socket.leave(room);
    throw error;
  }
};

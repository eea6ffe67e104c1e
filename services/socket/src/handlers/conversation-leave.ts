import { conversationRoom } from '@samvad/core';
import { inTurn } from '../in-turn.js';
import type { Handler } from './handler.js';

/** Leaving a room one is not in is no error: a client that repeats itself gets the same answer. */
export const conversationLeave: Handler<'conversation:leave'> = ({ socket, typing, viewers }, { conversationId }) =>
  inTurn(socket, conversationId, async () => {
    viewers.leave(socket, conversationId);
    await typing.stop(socket, conversationId);
    await socket.leave(conversationRoom(conversationId));
    return { conversationId };
  });

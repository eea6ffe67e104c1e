import type { Handler } from './handler.js';

export const typingStop: Handler<'typing:stop'> = async ({ typing, socket }, { conversationId }) => {
  await typing.stop(socket, conversationId);
  return { conversationId };
};

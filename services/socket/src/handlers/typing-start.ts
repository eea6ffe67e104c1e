import type { Handler } from './handler.js';

export const typingStart: Handler<'typing:start'> = async ({ typing, socket }, { conversationId }) => {
  await typing.start(socket, conversationId);
  return { conversationId };
};

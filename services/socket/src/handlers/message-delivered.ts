import type { Handler } from './handler.js';

export const messageDelivered: Handler<'message:delivered'> = async ({ core, socket }, { conversationId, seq }) => ({
  conversationId,
  upToSeq: await core.receipts.markDelivered(socket.data.actor, conversationId, seq),
});

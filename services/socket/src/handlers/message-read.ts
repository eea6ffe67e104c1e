import type { Handler } from './handler.js';

export const messageRead: Handler<'message:read'> = ({ core, socket }, { conversationId, messageId }) =>
  core.receipts.markReadUpTo(socket.data.actor, conversationId, messageId, socket.id);

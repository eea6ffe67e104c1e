import type { Handler } from './handler.js';

export const conversationMarkAllRead: Handler<'conversation:mark-all-read'> = ({ core, socket }, { conversationId }) =>
  core.receipts.markRead(socket.data.actor, conversationId, undefined, socket.id);

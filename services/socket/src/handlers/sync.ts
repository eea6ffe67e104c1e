import { AppError, maxSyncConversations } from '@samvad/contract';
import type { Handler } from './handler.js';

/** What is newer, for all conversations of a device at once. */
export const sync: Handler<'sync'> = async ({ core, socket }, { conversations: known }) => {
  const asked = Object.keys(known);
  if (asked.length > maxSyncConversations) {
    throw new AppError('VALIDATION', { message: `sync takes up to ${maxSyncConversations} conversations` });
  }
  const { actor } = socket.data;
  const [conversations, counts] = await Promise.all([
    core.history.sync(actor, known),
    core.unread.counts(actor.userId, actor.role),
  ]);
  const zeros = Object.keys(conversations).map((id): [string, number] => [id, 0]);
  const unread = Object.fromEntries([...zeros, ...counts]);
  const unreadTotal = [...counts.values()].reduce((total, count) => total + count, 0);
  return { conversations, unread, unreadTotal };
};

import { indexMessageText } from './index-message-text.js';
import type { Job } from './job.js';
import { pruneRevocations } from './prune-revocations.js';
import { pruneSessions } from './prune-sessions.js';
import { pruneWebhookDeliveries } from './prune-webhook-deliveries.js';
import { reassignLeftBehind } from './reassign-left-behind.js';
import { removeLeftovers } from './remove-leftovers.js';

/** Everything the workers do at times, once in the whole cluster. What each of them does all the time is in `sweep`. */
export const jobs: Job[] = [
  indexMessageText,
  reassignLeftBehind,
  pruneSessions,
  pruneRevocations,
  pruneWebhookDeliveries,
  removeLeftovers,
];

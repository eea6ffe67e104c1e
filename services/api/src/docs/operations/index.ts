import type { Operations } from '../operation.js';
import { conversationOperations, messageOperations } from './conversations.js';
import { mediaOperations } from './media.js';
import { resumableOperations } from './media-resumable.js';
import { nodeOperations } from './nodes.js';
import { pushOperations } from './push.js';
import { adminOperations, userOperations } from './users.js';
import { webhookOperations } from './webhooks.js';

/** Every operation of the REST API, in the order of the reference. */
export const operations: Operations = {
  ...userOperations,
  ...conversationOperations,
  ...messageOperations,
  ...mediaOperations,
  ...resumableOperations,
  ...pushOperations,
  ...adminOperations,
  ...webhookOperations,
  ...nodeOperations,
};

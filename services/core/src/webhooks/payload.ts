import type { WebhookPayload } from '@samvad/contract';
import type { Conversations } from '../conversations/conversations.js';
import type { History } from '../messages/history.js';
import type { Actor } from '../people/actor.js';
import { conversationOf, type DeliveryRow } from './webhook-row.js';

/** Sees what agents see: phone numbers too. */
const nobody: Actor = { userId: '00000000-0000-0000-0000-000000000000', role: 'Admin', sessionId: '' };

/** Makes what a webhook is sent, when it is sent: the outbox holds ids, and no words. */
export class WebhookPayloads {
  readonly #conversations: Conversations;
  readonly #history: History;

  constructor(conversations: Conversations, history: History) {
    this.#conversations = conversations;
    this.#history = history;
  }

  /** Undefined when what it tells of is gone. */
  async make(row: DeliveryRow): Promise<WebhookPayload | undefined> {
    const data = await this.#data(row);
    if (!data) return undefined;
    const { id, event: type, created_at } = row;
    return { id, type, timestamp: created_at.toISOString(), conversationId: conversationOf(row), data };
  }

  async #data({ event, lane, seq, change }: DeliveryRow): Promise<WebhookPayload['data'] | undefined> {
    if (event === 'ping') return {};
    if (event === 'message.created') {
      const message = await this.#history.message(lane, seq ?? 0, nobody);
      return message?._id.endsWith(`.${seq}`) ? { message } : undefined;
    }
    const overview = await this.#conversations.find(nobody, lane);
    if (!overview) return undefined;
    // Once more as its agent: the unread count is the viewer's own.
    const agent = overview.assignedSupportId;
    const own = agent === null ? overview : await this.#conversations.find({ ...nobody, userId: agent }, lane);
    return { conversation: own ?? overview, ...(change ? { change } : {}) };
  }
}

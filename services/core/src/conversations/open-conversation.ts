import { createHash } from 'node:crypto';
import { AppError, type Conversation } from '@samvad/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.js';
import { inTransaction } from '../db/transaction.js';
import type { MessageSender } from '../messages/send-message.js';
import { assertClientMessageId, assertContent, assertStorable } from '../messages/text.js';
import { type Actor, requireRole } from '../people/actor.js';
import type { PresenceReader } from '../presence/presence-reader.js';
import { leastLoadedAgent, onlineAgents } from './assignment.js';
import type { ConversationUpdates } from './conversation-updates.js';
import type { Conversations } from './conversations.js';

interface Parts {
  db: Database;
  presence: PresenceReader;
  conversations: Conversations;
  updates: ConversationUpdates;
  sender: MessageSender;
}

export interface Opening {
  subject?: string | null | undefined;
  message?: string | null | undefined;
  clientMessageId?: string | null | undefined;
}

/** Milliseconds. */
const retryWindow = 600_000;

export interface Opened {
  conversation: Conversation;
  created: boolean;
}

/** A customer opens a conversation, or gets the one that is still open or pending. */
export class ConversationOpener {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The first message is sent in either case. Without a client id of its own the same text is sent once in ten minutes or
   * so: a phone that never saw the answer may ask again. Throws `FORBIDDEN` for anyone but a customer, `VALIDATION`.
   */
  async open(
    actor: Actor,
    { subject = null, message = null, clientMessageId: given = null }: Opening,
  ): Promise<Opened> {
    requireRole(actor, 'User');
    if (subject !== null) assertStorable('subject', subject);
    if (message !== null) assertContent(message);
    if (given !== null) assertClientMessageId(given);
    const { conversations, updates, sender } = this.#parts;
    const { id, created } = await this.#findOrCreate(actor, subject?.trim() || null);
    // Before the message: should that fail, the agent knows of the conversation all the same.
    if (created) updates.announce(id);
    if (message !== null) {
      const clientMessageId = given ?? (await this.#idOf(actor, id, message));
      await sender.send(actor, { conversationId: id, messageType: 'text', content: message, clientMessageId });
    }
    const conversation = await conversations.find(actor, id);
    if (!conversation) throw new AppError('NOT_FOUND');
    return { conversation, created };
  }

  async #idOf(actor: Actor, conversationId: string, message: string): Promise<string> {
    const window = Math.floor(Date.now() / retryWindow);
    const digest = createHash('sha256').update(message).digest('hex').slice(0, 40);
    const ids = [window, window - 1].map((one) => `open-${one}-${digest}`);
    const { rows } = await this.#parts.db.pool.query<{ id: string }>(
      `select client_message_id as id from messages
        where conversation_id = $1 and sender_id = $2 and client_message_id = any ($3) limit 1`,
      [conversationId, actor.userId, ids],
    );
    return rows[0]?.id ?? (ids[0] as string);
  }

  async #findOrCreate(actor: Actor, subject: string | null): Promise<{ id: string; created: boolean }> {
    const online = await onlineAgents(this.#parts.db, this.#parts.presence);
    return inTransaction(this.#parts.db.pool, async (client) => {
      // Two taps on the button: the second waits here and finds the first one's conversation.
      const { rowCount } = await client.query('select 1 from users where id = $1 for no key update', [actor.userId]);
      if (!rowCount) throw new AppError('UNAUTHORIZED');
      const { rows } = await client.query<{ id: string }>(
        `select id from conversations where customer_id = $1 and status in ('open', 'pending')
          order by activity_bucket desc, updated_at desc limit 1`,
        [actor.userId],
      );
      if (rows[0]) return { id: rows[0].id, created: false };
      const id = uuidv7();
      const agent = await leastLoadedAgent(client, online);
      await client.query(
        'insert into conversations (id, customer_id, assigned_support_id, subject) values ($1, $2, $3, $4)',
        [id, actor.userId, agent ?? null, subject],
      );
      return { id, created: true };
    });
  }
}

import { AppError, type Conversation, type ConversationStatus } from '@samvad/contract';
import type { PoolClient } from 'pg';
import type { Database } from '../db/database.js';
import { inTransaction } from '../db/transaction.js';
import { isId } from '../ids.js';
import { type Actor, requireRole } from '../people/actor.js';
import { type Revocation, type Revocations, writeRevocation } from '../people/revocations.js';
import type { UnreadCache } from '../unread/unread-cache.js';
import type { ConversationUpdates } from './conversation-updates.js';
import type { Conversations } from './conversations.js';
import { mayView } from './viewable.js';

interface Parts {
  db: Database;
  conversations: Conversations;
  updates: ConversationUpdates;
  revocations: Revocations;
  unread: UnreadCache;
}

export interface Change {
  status?: ConversationStatus | undefined;
  /** Null takes the conversation from its agent without giving it to another. */
  assignedSupportId?: string | null | undefined;
}

interface Changed {
  changed: boolean;
  formerAgent: string | null;
  agent: string | null;
  revocation?: { id: string; at: Date; revocation: Revocation };
}

/** Status and assignment, by agents (their own conversations) and admins. */
export class ConversationUpdater {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws `FORBIDDEN` for customers, `NOT_FOUND`, and `VALIDATION` when the new agent is none. */
  async update(actor: Actor, conversationId: string, change: Change): Promise<Conversation> {
    requireRole(actor, 'Support', 'Admin');
    if (!isId(conversationId)) throw new AppError('NOT_FOUND');
    const { db, conversations, updates, revocations, unread } = this.#parts;
    const done = await inTransaction(db.pool, (client) => this.#apply(client, actor, conversationId, change));
    if (done.revocation) revocations.announce(done.revocation.id, done.revocation.at, done.revocation.revocation);
    if (done.formerAgent !== done.agent) {
      // Loaded anew when next asked for: with the conversation for one, without it for the other.
      for (const agent of [done.formerAgent, done.agent]) if (agent) await unread.forget(agent);
    }
    if (done.changed) updates.announce(conversationId, done.formerAgent ?? undefined);
    const conversation = await conversations.find({ ...actor, role: 'Admin' }, conversationId);
    if (!conversation) throw new AppError('NOT_FOUND');
    return conversation;
  }

  async #apply(client: PoolClient, actor: Actor, id: string, change: Change): Promise<Changed> {
    const { rows } = await client.query(
      'select customer_id, assigned_support_id, status from conversations where id = $1 for no key update',
      [id],
    );
    const [row] = rows;
    if (!row || !mayView(actor, { customerId: row.customer_id, assignedSupportId: row.assigned_support_id })) {
      throw new AppError('NOT_FOUND');
    }
    const formerAgent: string | null = row.assigned_support_id;
    const agent = change.assignedSupportId === undefined ? formerAgent : change.assignedSupportId;
    const status = change.status ?? row.status;
    if (agent === formerAgent && status === row.status) return { changed: false, formerAgent, agent };
    if (agent !== null && agent !== formerAgent) await assertAgent(client, agent);
    await client.query(
      `update conversations set assigned_support_id = $2, status = $3, updated_at = greatest(updated_at, now()::timestamptz(3)),
        activity_bucket = floor(extract(epoch from greatest(updated_at, now()::timestamptz(3))) / 256)::integer
        where id = $1`,
      [id, agent, status],
    );
    if (formerAgent === null || formerAgent === agent) return { changed: true, formerAgent, agent };
    const revocation: Revocation = { kind: 'assignment', subjectId: id, userId: formerAgent };
    const written = await writeRevocation(client, revocation);
    return { changed: true, formerAgent, agent, revocation: { ...written, revocation } };
  }
}

/** The lock meets that of a deactivation: either this is refused, or that finds the conversation. */
async function assertAgent(client: PoolClient, id: string): Promise<void> {
  const found = isId(id)
    ? await client.query(`select 1 from users where id = $1 and role <> 'User' and deactivated_at is null for share`, [
        id,
      ])
    : undefined;
  if (!found?.rowCount) throw new AppError('VALIDATION', { message: 'assignedSupportId is not an agent' });
}

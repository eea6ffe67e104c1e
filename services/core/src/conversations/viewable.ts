import { AppError } from '@samvad/contract';
import type { Database } from '../db/database.js';
import { isId } from '../ids.js';
import type { Actor } from '../people/actor.js';

export interface ConversationHead {
  id: string;
  customerId: string;
  assignedSupportId: string | null;
  lastSeq: number;
  customerSeq: number;
}

/** Whether the actor takes part in the conversation, or oversees all as an admin. */
export function mayView(actor: Actor, head: Pick<ConversationHead, 'customerId' | 'assignedSupportId'>): boolean {
  if (actor.role === 'Admin') return true;
  return actor.userId === (actor.role === 'User' ? head.customerId : head.assignedSupportId);
}

/** The conversation's head. Throws `NOT_FOUND` when there is none, or it is not the actor's to see. */
export async function viewableHead(db: Database, actor: Actor, conversationId: string): Promise<ConversationHead> {
  if (!isId(conversationId)) throw new AppError('NOT_FOUND');
  const [head] = await loadHeads(db, [conversationId]);
  if (!head || !mayView(actor, head)) throw new AppError('NOT_FOUND');
  return head;
}

/** In the order asked for; undefined where there is none. Ids must be of our form. */
export async function loadHeads(db: Database, ids: string[]): Promise<(ConversationHead | undefined)[]> {
  const { rows } = await db.pool.query({
    name: 'conversation-heads',
    text: 'select id, customer_id, assigned_support_id, last_seq, customer_seq from conversations where id = any ($1::uuid[])',
    values: [ids],
  });
  const byId = new Map<string, ConversationHead>();
  for (const row of rows) {
    byId.set(row.id, {
      id: row.id,
      customerId: row.customer_id,
      assignedSupportId: row.assigned_support_id,
      lastSeq: row.last_seq,
      customerSeq: row.customer_seq,
    });
  }
  return ids.map((id) => byId.get(id));
}

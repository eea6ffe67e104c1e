import { AppError, type Receipts } from '@samvad/contract';
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

/** A head, and how far each side has got. */
export interface HeadWithReceipts extends ConversationHead {
  ofCustomer: Receipts;
  ofSupport: Receipts;
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
  const byId = new Map<string, ConversationHead>(rows.map((row) => [row.id, toHead(row)]));
  return ids.map((id) => byId.get(id));
}

const latest = (name: string, byCustomer: boolean, kind: string) => `left join lateral (
    select r.up_to_seq as seq, r.at from receipts r
    where r.conversation_id = c.id and r.by_customer = ${byCustomer} and r.kind = '${kind}' order by r.up_to_seq desc limit 1
  ) ${name} on true`;

/** The same with receipts: four index probes more for each. */
export async function loadHeadsWithReceipts(db: Database, ids: string[]): Promise<(HeadWithReceipts | undefined)[]> {
  const { rows } = await db.pool.query({
    name: 'conversation-heads-with-receipts',
    text: `select c.id, c.customer_id, c.assigned_support_id, c.last_seq, c.customer_seq,
        cd.seq as cd_seq, cd.at as cd_at, cr.seq as cr_seq, cr.at as cr_at,
        sd.seq as sd_seq, sd.at as sd_at, sr.seq as sr_seq, sr.at as sr_at
      from conversations c
      ${latest('cd', true, 'delivered')} ${latest('cr', true, 'read')}
      ${latest('sd', false, 'delivered')} ${latest('sr', false, 'read')}
      where c.id = any ($1::uuid[])`,
    values: [ids],
  });
  const byId = new Map<string, HeadWithReceipts>();
  for (const row of rows) {
    byId.set(row.id, {
      ...toHead(row),
      ofCustomer: toReceipts(row.cd_seq, row.cd_at, row.cr_seq, row.cr_at),
      ofSupport: toReceipts(row.sd_seq, row.sd_at, row.sr_seq, row.sr_at),
    });
  }
  return ids.map((id) => byId.get(id));
}

interface HeadRow {
  id: string;
  customer_id: string;
  assigned_support_id: string | null;
  last_seq: number;
  customer_seq: number;
}

function toHead(row: HeadRow): ConversationHead {
  return {
    id: row.id,
    customerId: row.customer_id,
    assignedSupportId: row.assigned_support_id,
    lastSeq: row.last_seq,
    customerSeq: row.customer_seq,
  };
}

function toReceipts(
  deliveredSeq: number | null,
  deliveredAt: Date | null,
  readSeq: number | null,
  readAt: Date | null,
) {
  return {
    deliveredUpToSeq: deliveredSeq ?? 0,
    deliveredAt: deliveredAt?.toISOString() ?? null,
    readUpToSeq: readSeq ?? 0,
    readAt: readAt?.toISOString() ?? null,
  };
}

import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Tables } from '../db/tables.js';
import { Passwords } from '../people/passwords.js';
import { type DemoConversation, demoConversations, demoPeople } from './demo-data.js';

export const demoPassword = 'demo-pass-2468';

type Rows = { [T in 'conversations' | 'messages' | 'participants' | 'receipts']: Record<string, unknown>[] };

/** Loads the demo desk unless it is there already (known by the first admin's phone). All or nothing. */
export async function seedDemo(
  databaseUrl: string,
  now: Date,
): Promise<{ people: number; conversations: number; messages: number }> {
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: databaseUrl, max: 1 }) }),
  });
  try {
    return await db.transaction().execute(async (tx) => {
      const people = demoPeople();
      const hash = await new Passwords(1).hash(demoPassword);
      const inserted = await tx
        .insertInto('users')
        .values(
          people.map(({ phone, name, role }) => ({
            id: uuidv7(),
            phone,
            name,
            role,
            password_hash: hash,
            avatar_url: null,
            last_seen_at: null,
            deactivated_at: null,
          })),
        )
        .onConflict((conflict) => conflict.column('phone').doNothing())
        .returning(['id', 'phone'])
        .execute();
      // A second start, or one at the same time: whoever came first has loaded everything.
      if (inserted.length < people.length) return { people: 0, conversations: 0, messages: 0 };
      const ids = new Map(inserted.map(({ phone, id }) => [phone, id]));
      const conversations = demoConversations(now);
      const rows: Rows = { conversations: [], messages: [], participants: [], receipts: [] };
      const seen = new Map<string, Date>();
      for (const conversation of conversations) addRows(rows, conversation, ids, seen);
      for (const table of ['conversations', 'messages', 'participants', 'receipts'] as const) {
        for (let i = 0; i < rows[table].length; i += 500) {
          await tx
            .insertInto(table)
            .values(rows[table].slice(i, i + 500) as never)
            .execute();
        }
      }
      for (const [id, at] of seen)
        await tx.updateTable('users').set({ last_seen_at: at }).where('id', '=', id).execute();
      return { people: inserted.length, conversations: conversations.length, messages: rows.messages.length };
    });
  } finally {
    await db.destroy();
  }
}

/** What sending and reading all this by hand would have left in the tables. */
function addRows(rows: Rows, conversation: DemoConversation, ids: Map<string, string>, seen: Map<string, Date>): void {
  const { messages, customerReadUpTo, supportReadUpTo } = conversation;
  const id = uuidv7();
  const customer = ids.get(conversation.customerPhone) as string;
  const agent = (conversation.supportPhone && ids.get(conversation.supportPhone)) || null;
  const customerSeqs: number[] = [0];
  for (const [i, { from, content, at }] of messages.entries()) {
    const customerSeq = (customerSeqs[i] ?? 0) + (from === 'customer' ? 1 : 0);
    customerSeqs.push(customerSeq);
    const sender = from === 'customer' ? customer : (agent ?? customer);
    if ((seen.get(sender)?.getTime() ?? 0) < at.getTime()) seen.set(sender, at);
    rows.messages.push({
      conversation_id: id,
      seq: i + 1,
      customer_seq: customerSeq,
      from_customer: from === 'customer',
      sender_id: sender,
      type: 'text',
      content,
      media_id: null,
      client_message_id: null,
      created_at: at,
    });
  }
  const first = messages[0]?.at ?? new Date();
  const last = messages.at(-1)?.at ?? first;
  rows.conversations.push({
    id,
    customer_id: customer,
    assigned_support_id: agent,
    status: conversation.status,
    subject: conversation.subject,
    last_seq: messages.length,
    customer_seq: customerSeqs.at(-1),
    created_at: first,
    updated_at: last,
    activity_bucket: Math.floor(last.getTime() / 256_000),
  });
  const readers = [
    { user: customer, isCustomer: true, upTo: customerReadUpTo },
    { user: agent, isCustomer: false, upTo: supportReadUpTo },
  ];
  for (const { user, isCustomer, upTo } of readers) {
    if (!user || upTo === 0) continue;
    const customerRead = customerSeqs[upTo] ?? 0;
    rows.participants.push({
      conversation_id: id,
      user_id: user,
      read_seq: upTo,
      read_others: isCustomer ? upTo - customerRead : customerRead,
      delivered_seq: upTo,
    });
    const at = new Date((messages[upTo - 1]?.at ?? last).getTime() + 20_000);
    for (const kind of ['read', 'delivered']) {
      rows.receipts.push({ conversation_id: id, by_customer: isCustomer, kind, up_to_seq: upTo, at });
    }
  }
}

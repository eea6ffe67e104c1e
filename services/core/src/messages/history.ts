import { AppError, type Message, type MessagesAnswer, maxMissed, type Receipts, type Synced } from '@samvad/contract';
import { SelfClockingBatcher } from '../batching/self-clocking-batcher.js';
import {
  type ConversationHead,
  type HeadWithReceipts,
  loadHeads,
  loadHeadsWithReceipts,
  mayView,
  viewableHead,
} from '../conversations/viewable.js';
import { type Database, isConnectionFault } from '../db/database.js';
import { clampSeq, isId, mostSeq } from '../ids.js';
import { overloaded } from '../limits/overloaded.js';
import type { MediaLibrary } from '../media/media-library.js';
import type { Actor } from '../people/actor.js';
import type { Profiles } from '../people/profiles.js';
import { type MessageRow, messageColumns, toMessage } from './message-row.js';

export interface Page {
  limit: number;
  before?: number | undefined;
  after?: number | undefined;
}

interface Missed {
  lastSeq: number;
  missed: Message[];
  hasMore: boolean;
  /** How far the other side has got, so that a receipt whose broadcast was lost is known after the next join or sync. */
  receipts: Receipts;
}

/**
 * How much (in characters, roughly) an answer to a join, and to a sync, may hold; `hasMore` says there is more. A phone on a
 * poor network must be able to read it before it is taken for one that does not read at all.
 */
const joinBudget = 100_000;
const syncBudget = 300_000;
/** How many messages a sync may fetch in all, shared by the conversations that are behind, and the least that each gets. */
const syncRows = 1_000;
const leastRows = 10;
/** Names, ids and times around a message's content. */
const envelope = 400;

const rangeText = `select ${messageColumns} from messages m where m.conversation_id = $1 and m.seq > $2 and m.seq < $3`;

/** Reads messages: pages for REST, and what a device has missed for join and sync. */
export class History {
  readonly #db: Database;
  readonly #profiles: Profiles;
  readonly #media: MediaLibrary;
  readonly #heads: SelfClockingBatcher<string, ConversationHead | undefined>;
  readonly #headsWithReceipts: SelfClockingBatcher<string, HeadWithReceipts | undefined>;
  readonly #after: SelfClockingBatcher<{ conversationId: string; after: number; limit: number }, MessageRow[]>;

  constructor(db: Database, profiles: Profiles, media: MediaLibrary) {
    this.#db = db;
    this.#profiles = profiles;
    this.#media = media;
    // After a node has died thousands of clients ask at once: one statement answers hundreds of them.
    const common = { maxInFlight: 1, minGap: 20, maxQueue: 200_000, overloaded };
    this.#heads = new SelfClockingBatcher(
      { run: (ids) => loadHeads(db, ids), maxBatch: 2_000, ...common },
      isConnectionFault,
    );
    this.#headsWithReceipts = new SelfClockingBatcher(
      { run: (ids) => loadHeadsWithReceipts(db, ids), maxBatch: 1_000, ...common },
      isConnectionFault,
    );
    this.#after = new SelfClockingBatcher(
      { run: (gaps) => loadGaps(db, gaps), maxBatch: 200, ...common },
      isConnectionFault,
    );
  }

  /** Throws `NOT_FOUND`, and `VALIDATION` for both `before` and `after`. */
  async page(actor: Actor, conversationId: string, { limit, before, after }: Page): Promise<MessagesAnswer> {
    if (before !== undefined && after !== undefined) {
      throw new AppError('VALIDATION', { message: 'before and after exclude each other' });
    }
    await viewableHead(this.#db, actor, conversationId);
    const forward = after !== undefined;
    // One more than asked for tells whether there is more.
    const { rows } = await this.#db.pool.query<MessageRow>({
      name: forward ? 'messages-forward' : 'messages-backward',
      text: `${rangeText} order by m.seq ${forward ? 'asc' : 'desc'} limit $4`,
      values: [conversationId, clampSeq(after ?? 0), clampSeq(before ?? mostSeq), limit + 1],
    });
    const hasMore = rows.length > limit;
    const page = rows.slice(0, limit);
    if (!forward) page.reverse();
    const data = await this.#populate(page, actor);
    return {
      data,
      pagination: { limit, hasMore, oldestSeq: data[0]?.seq ?? null, newestSeq: data.at(-1)?.seq ?? null },
    };
  }

  /** One message, as everyone (or `viewer`) may see it; whoever asks has been let in before. */
  async message(conversationId: string, seq: number, viewer?: Actor): Promise<Message | undefined> {
    const rows = await this.#after.add({ conversationId, after: seq - 1, limit: 1 });
    return (await this.#populate(rows, viewer))[0];
  }

  /** The conversation's head. Throws `NOT_FOUND` when there is no such conversation, or it is not the actor's to see. */
  async viewableHead(actor: Actor, conversationId: string): Promise<ConversationHead> {
    const head = isId(conversationId) ? await this.#heads.add(conversationId) : undefined;
    if (!head || !mayView(actor, head)) throw new AppError('NOT_FOUND');
    return head;
  }

  /** What a device that joins has missed since `afterSeq`; nothing without one. Throws `NOT_FOUND`. */
  async missed(actor: Actor, conversationId: string, afterSeq: number | undefined): Promise<Missed> {
    const head = isId(conversationId) ? await this.#headsWithReceipts.add(conversationId) : undefined;
    if (!head || !mayView(actor, head)) throw new AppError('NOT_FOUND');
    if (afterSeq === undefined) return nothing(actor, head);
    return this.#gap(actor, head, afterSeq, maxMissed, { left: joinBudget });
  }

  /** What is newer, for many conversations at once. Those that are not the actor's to see are left out. */
  async sync(actor: Actor, known: Record<string, number>): Promise<Synced['conversations']> {
    const heads = await Promise.all(
      Object.keys(known).map((id) => (isId(id) ? this.#headsWithReceipts.add(id) : Promise.resolve(undefined))),
    );
    const visible = heads.filter((head) => head !== undefined).filter((head) => mayView(actor, head));
    const behind = visible.filter((head) => head.lastSeq > (known[head.id] ?? 0));
    const rows = Math.min(maxMissed, Math.max(leastRows, Math.floor(syncRows / Math.max(1, behind.length))));
    const budget = { left: syncBudget };
    const gaps = await Promise.all(visible.map((head) => this.#gap(actor, head, known[head.id] ?? 0, rows, budget)));
    return Object.fromEntries(visible.map((head, i) => [head.id, gaps[i] as Missed]));
  }

  /** The messages after `after`, as everyone may see them: for a node that finds a broadcast lost. */
  async after(conversationId: string, after: number): Promise<Message[]> {
    return this.#populate(await this.#after.add({ conversationId, after, limit: maxMissed }), undefined);
  }

  async #gap(
    actor: Actor,
    head: HeadWithReceipts,
    after: number,
    limit: number,
    budget: { left: number },
  ): Promise<Missed> {
    if (after >= head.lastSeq) return nothing(actor, head);
    const rows = await this.#after.add({ conversationId: head.id, after: clampSeq(after), limit: limit + 1 });
    const fitting = rows.slice(0, limit).filter((row) => {
      const fits = budget.left > 0;
      budget.left -= row.content.length + envelope;
      return fits;
    });
    const missed = await this.#populate(fitting, actor);
    // The gap is read after the head: it may reach further.
    const lastSeq = Math.max(head.lastSeq, rows.at(-1)?.seq ?? 0);
    return { ...nothing(actor, head), lastSeq, missed, hasMore: rows.length > fitting.length };
  }

  async #populate(rows: MessageRow[], viewer: Actor | undefined): Promise<Message[]> {
    if (rows.length === 0) return [];
    const [senders, media] = await Promise.all([
      this.#profiles.profiles(
        rows.map((row) => row.sender_id),
        viewer,
      ),
      this.#media.ofMessages(rows),
    ]);
    return rows.map((row) => toMessage(row, senders.get(row.sender_id), media.get(row)));
  }
}

function nothing({ role }: Actor, { lastSeq, ofCustomer, ofSupport }: HeadWithReceipts): Missed {
  return { lastSeq, missed: [], hasMore: false, receipts: role === 'User' ? ofSupport : ofCustomer };
}

async function loadGaps(
  db: Database,
  gaps: { conversationId: string; after: number; limit: number }[],
): Promise<MessageRow[][]> {
  const { rows } = await db.pool.query<MessageRow & { gap: string }>({
    name: 'message-gaps',
    text: `select g.gap, m.* from unnest($1::uuid[], $2::integer[], $3::integer[]) with ordinality as g (id, after, most, gap)
      cross join lateral (
        select ${messageColumns} from messages m where m.conversation_id = g.id and m.seq > g.after order by m.seq limit g.most
      ) m order by g.gap, m.seq`,
    values: [gaps.map((gap) => gap.conversationId), gaps.map((gap) => gap.after), gaps.map((gap) => gap.limit)],
  });
  const found: MessageRow[][] = gaps.map(() => []);
  for (const row of rows) found[Number(row.gap) - 1]?.push(row);
  return found;
}

import { AppError, type MarkedRead, type Role, type ServerPayload } from '@samvad/contract';
import { SelfClockingBatcher } from '../batching/self-clocking-batcher.js';
import { type Broadcaster, conversationRoom, personRoom } from '../broadcast.js';
import { type Database, isConnectionFault } from '../db/database.js';
import { clampSeq, isId, mostSeq, seqOfMessageId } from '../ids.js';
import { overloaded } from '../limits/overloaded.js';
import type { Actor } from '../people/actor.js';
import type { UnreadCache } from '../unread/unread-cache.js';

interface Advance {
  conversationId: string;
  userId: string;
  role: Role;
  read: number | null;
  delivered: number | null;
}

interface Advanced {
  found: boolean;
  readSeq: number;
  readRose: boolean;
  deliveredSeq: number;
  deliveredRose: boolean;
  at: Date;
  /** Messages of the other side: read, and in all. */
  readOthers: number;
  others: number;
  lastSeq: number;
  customerId: string;
  assignedSupportId: string | null;
  /** Who wrote what has newly been read or received. */
  senders: string[];
}

/** Read and delivered pointers. They only rise, so receipts may come late, twice or in any order. */
export class Receipts {
  readonly #broadcaster: Broadcaster;
  readonly #unread: UnreadCache;
  readonly #advances: SelfClockingBatcher<Advance, Advanced>;

  constructor(db: Database, broadcaster: Broadcaster, unread: UnreadCache) {
    this.#broadcaster = broadcaster;
    this.#unread = unread;
    this.#advances = new SelfClockingBatcher(
      {
        run: (batch) => advanceAll(db, batch),
        keyOf: ({ conversationId, userId }) => conversationId + userId,
        maxInFlight: 1,
        maxBatch: 500,
        maxQueue: 50_000,
        overloaded,
      },
      isConnectionFault,
    );
  }

  /**
   * Everything up to `upToSeq`, or up to now, is read. The reader's devices but `socketId` are told the new count.
   * Throws `NOT_FOUND`.
   */
  async markRead(actor: Actor, conversationId: string, upToSeq?: number, socketId = ''): Promise<MarkedRead> {
    const done = await this.#advance(actor, conversationId, {
      // Past the head is everything up to now.
      read: clampSeq(upToSeq ?? mostSeq),
      delivered: null,
    });
    const unread = { unreadCount: done.others - done.readOthers, readCount: done.readOthers, lastSeq: done.lastSeq };
    if (done.readRose) {
      const { userId } = actor;
      const read = { conversationId, userId, upToSeq: done.readSeq, readAt: done.at.toISOString() };
      this.#tell(done, actor, 'message:read', read);
      this.#broadcaster.emit(personRoom(userId), 'unread:update', { conversationId, ...unread }, { except: socketId });
      this.#unread.raise(userId, { conversationId, others: done.others, read: done.readOthers });
    }
    return { conversationId, upToSeq: done.readSeq, ...unread };
  }

  /** Read up to and including that message. Throws `NOT_FOUND`, also for a message of another conversation. */
  async markReadUpTo(actor: Actor, conversationId: string, messageId: string, socketId = ''): Promise<MarkedRead> {
    const seq = seqOfMessageId(conversationId, messageId);
    if (seq === undefined) throw new AppError('NOT_FOUND');
    return this.markRead(actor, conversationId, seq, socketId);
  }

  /** Received up to `seq` on a device. Throws `NOT_FOUND`. */
  async markDelivered(actor: Actor, conversationId: string, seq: number): Promise<number> {
    const done = await this.#advance(actor, conversationId, { read: null, delivered: clampSeq(seq) });
    if (done.deliveredRose) {
      const { userId } = actor;
      const payload = { conversationId, userId, upToSeq: done.deliveredSeq, deliveredAt: done.at.toISOString() };
      this.#tell(done, actor, 'message:delivered', payload);
    }
    return done.deliveredSeq;
  }

  async #advance(
    actor: Actor,
    conversationId: string,
    pointers: Pick<Advance, 'read' | 'delivered'>,
  ): Promise<Advanced> {
    if (!isId(conversationId)) throw new AppError('NOT_FOUND');
    const { userId, role } = actor;
    const done = await this.#advances.add({ conversationId, userId, role, ...pointers });
    if (!done.found) throw new AppError('NOT_FOUND');
    return done;
  }

  /** To the room, and to the devices of the senders, and of whoever answers now, that are not in it. */
  #tell<E extends 'message:read' | 'message:delivered'>(
    done: Advanced,
    actor: Actor,
    event: E,
    payload: ServerPayload<E>,
  ) {
    const room = conversationRoom(payload.conversationId);
    const json = JSON.stringify(payload);
    this.#broadcaster.emitJson(room, event, json);
    const otherSide = actor.role === 'User' ? done.assignedSupportId : done.customerId;
    const told = new Set(otherSide ? [...done.senders, otherSide] : done.senders);
    told.delete(actor.userId);
    for (const person of told) this.#broadcaster.emitJson(personRoom(person), event, json, { except: room });
  }
}

/** One statement for a batch; several advances of one person in one conversation become one. */
async function advanceAll(db: Database, batch: Advance[]): Promise<Advanced[]> {
  const merged = new Map<string, Advance & { index: number }>();
  const places = batch.map((advance) => {
    const key = advance.conversationId + advance.userId;
    const twin = merged.get(key);
    const firstRead = advance.read !== null && (twin?.read ?? null) === null;
    const firstDelivered = advance.delivered !== null && (twin?.delivered ?? null) === null;
    if (!twin) merged.set(key, { ...advance, index: merged.size });
    else {
      twin.read = higher(twin.read, advance.read);
      twin.delivered = higher(twin.delivered, advance.delivered);
    }
    return { index: twin?.index ?? merged.size - 1, firstRead, firstDelivered };
  });
  const all = [...merged.values()];
  const { rows } = await db.pool.query({
    name: 'advance-receipts',
    text: 'select * from advance_receipts($1::uuid[], $2::uuid[], $3::text[], $4::integer[], $5::integer[])',
    values: [
      all.map((advance) => advance.conversationId),
      all.map((advance) => advance.userId),
      all.map((advance) => advance.role),
      all.map((advance) => advance.read),
      all.map((advance) => advance.delivered),
    ],
  });
  return places.map(({ index, firstRead, firstDelivered }) => {
    const row = rows[index];
    return {
      found: row.found,
      readSeq: row.read_seq,
      // Told once, by the first of several of its kind.
      readRose: firstRead && row.read_rose,
      deliveredSeq: row.delivered_seq,
      deliveredRose: firstDelivered && row.delivered_rose,
      at: row.at,
      readOthers: row.read_others,
      others: row.others,
      lastSeq: row.last_seq,
      customerId: row.customer_id,
      assignedSupportId: row.assigned_support_id,
      senders: row.senders,
    };
  });
}

function higher(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

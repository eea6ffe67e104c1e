import type { Span } from '@opentelemetry/api';
import { AppError, type ConversationStatus, type MessageType, type Role } from '@samvad/contract';
import { SelfClockingBatcher } from '../batching/self-clocking-batcher.js';
import type { Config } from '../config.js';
import { type Database, isConnectionFault, wasNeverSent } from '../db/database.js';
import { overloaded } from '../limits/overloaded.js';
import type { Metrics } from '../metrics.js';
import type { Tracing } from '../tracing/tracing.js';

export interface NewMessage {
  conversationId: string;
  senderId: string;
  role: Role;
  type: MessageType;
  content: string;
  mediaId: string | null;
  clientMessageId: string | null;
  /** Not stored if another agent or admin has written after this seq; null for the usual message. */
  unlessAnsweredAfter: number | null;
}

export interface StoredMessage {
  outcome: 'created' | 'duplicate' | 'conflict' | 'not_found' | 'answered';
  seq: number;
  createdAt: Date;
  customerId: string;
  assignedSupportId: string | null;
  /** The head, and how much of it is the customer's, after this message. */
  lastSeq: number;
  customerSeq: number;
  formerStatus: ConversationStatus;
  /** How many of the other side's messages each has read. */
  customerRead: number;
  supportRead: number;
}

/** How long a send waits for a Postgres that is away. */
const patienceMilliseconds = 8_000;
const statement = (name: 'send_messages' | 'settle_messages') => ({
  name,
  text: `select * from ${name}($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::integer[])`,
});
const sendMessages = statement('send_messages');
const settleMessages = statement('settle_messages');

interface Waiting extends NewMessage {
  /** Epoch milliseconds. */
  deadline: number;
  /** It has been on its way to Postgres, and no answer came: it may be stored. */
  inDoubt: boolean;
  /** In which it is sent, when that is traced. */
  span: Span | undefined;
}

/**
 * Stores messages: all that arrive while a statement is in flight go into the next one. Messages of one conversation
 * are never in two statements at once, so one device's sends keep their order, also while Postgres restarts.
 */
export class MessageStore {
  readonly #db: Database;
  readonly #metrics: Metrics;
  readonly #tracing: Tracing | undefined;
  readonly #batcher: SelfClockingBatcher<Waiting, StoredMessage | AppError>;

  constructor(db: Database, config: Config, metrics: Metrics, tracing?: Tracing) {
    this.#db = db;
    this.#metrics = metrics;
    this.#tracing = tracing;
    this.#batcher = new SelfClockingBatcher({
      run: (batch) => this.#run(batch),
      keyOf: (message) => message.conversationId,
      maxInFlight: 1,
      maxGather: 8,
      maxBatch: 300,
      maxQueue: config.MAX_QUEUED_SENDS,
      overloaded,
      onBatch: (size, milliseconds) => {
        metrics.batchRows.observe(size);
        metrics.commitSeconds.observe(milliseconds / 1000);
      },
    });
  }

  /**
   * Resolves after COMMIT. Rejects with `OVERLOADED` when the message was refused and will never appear, and with
   * `UNAVAILABLE` when the outcome is not known: a retry with the same client message id settles it.
   */
  async store(message: NewMessage): Promise<StoredMessage> {
    const outcome = await this.#batcher.add({
      ...message,
      deadline: Date.now() + patienceMilliseconds,
      inDoubt: false,
      span: this.#tracing?.active(),
    });
    if (outcome instanceof AppError) throw outcome;
    return outcome;
  }

  /** Sends that wait for the next statement. */
  get queued(): number {
    return this.#batcher.queued;
  }

  /** Resolves once everything accepted so far is settled. */
  drained(): Promise<void> {
    return this.#batcher.drained();
  }

  /**
   * Inserts, and after a broken connection inserts again what cannot be doubled by that: messages with a client id, and
   * all when the statement never left. The others' outcome is unknown.
   */
  async #run(batch: Waiting[]): Promise<(StoredMessage | AppError)[]> {
    const outcomes = new Map<Waiting, StoredMessage | AppError>();
    let left = batch;
    let storedSome = false;
    for (let pause = 50; ; pause = Math.min(pause * 2, 1_000)) {
      left = settle(left, outcomes, ({ deadline }) => deadline < Date.now());
      if (left.length === 0) break;
      try {
        while (left.length > 0) {
          const [some, later] = split(left);
          const stored = await this.#insertTraced(some);
          for (const [i, message] of some.entries()) outcomes.set(message, stored[i] as StoredMessage);
          left = later;
          storedSome = true;
        }
        break;
      } catch (error) {
        if (!isConnectionFault(error)) {
          if (!storedSome) throw error;
          // Whoever runs the batch again, one by one, would store the first part of it twice.
          for (const message of left)
            outcomes.set(message, new AppError('UNAVAILABLE', { cause: error, retryAfter: 1 }));
          break;
        }
        if (!wasNeverSent(error)) {
          for (const message of left) message.inDoubt = true;
          left = settle(left, outcomes, ({ clientMessageId }) => clientMessageId === null);
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return batch.map((message) => outcomes.get(message) as StoredMessage | AppError);
  }

  #insertTraced(batch: Waiting[]): Promise<StoredMessage[]> {
    if (!this.#tracing) return this.#insert(batch);
    const spans = batch.map(({ span }) => span);
    return this.#tracing.shared('insert batch', spans, { 'samvad.batch_rows': batch.length }, () =>
      this.#insert(batch),
    );
  }

  async #insert(batch: NewMessage[]): Promise<StoredMessage[]> {
    const stored = await this.#call(sendMessages, batch);
    const left = batch.flatMap((_, i) => (stored.has(i) ? [] : [i]));
    if (left.length > 0) {
      // Not theirs to write (any more), or answered: a retry of what was stored when it could be still gets its answer.
      const settled = await this.#call(
        settleMessages,
        left.map((i) => batch[i] as NewMessage),
      );
      for (const [position, i] of left.entries()) stored.set(i, settled.get(position) as StoredMessage);
    }
    return batch.map((_, i) => {
      const one = stored.get(i) as StoredMessage;
      this.#metrics.sends.inc({ outcome: one.outcome });
      return one;
    });
  }

  /** By position in the batch. */
  async #call(query: typeof sendMessages, batch: NewMessage[]): Promise<Map<number, StoredMessage>> {
    const { rows } = await this.#db.pool.query({
      ...query,
      values: [
        batch.map((message) => message.conversationId),
        batch.map((message) => message.senderId),
        batch.map((message) => message.role),
        batch.map((message) => message.type),
        batch.map((message) => message.content),
        batch.map((message) => message.mediaId),
        batch.map((message) => message.clientMessageId),
        batch.some(isGuarded) ? batch.map((message) => message.unlessAnsweredAfter) : null,
      ],
    });
    const stored = new Map<number, StoredMessage>();
    for (const row of rows) {
      stored.set(row.ord - 1, {
        outcome: row.outcome,
        seq: row.seq,
        createdAt: row.created_at,
        customerId: row.customer_id,
        assignedSupportId: row.assigned_support_id,
        lastSeq: row.last_seq,
        customerSeq: row.customer_seq,
        formerStatus: row.former_status,
        customerRead: row.customer_read,
        supportRead: row.support_read,
      });
    }
    return stored;
  }
}

const isGuarded = ({ unlessAnsweredAfter }: NewMessage) => unlessAnsweredAfter !== null;

/**
 * What can be stored by one statement, and the rest. A message that must not follow a colleague's cannot be in a statement
 * with one, which does not see its own rows; what comes after it in its conversation waits with it.
 */
function split<M extends NewMessage>(batch: M[]): [some: M[], later: M[]] {
  if (!batch.some(isGuarded)) return [batch, []];
  const writers = new Map<string, Set<string>>();
  const waiting = new Set<string>();
  const some: M[] = [];
  const later: M[] = [];
  for (const message of batch) {
    const { conversationId, senderId, role } = message;
    const before = writers.get(conversationId) ?? new Set<string>();
    const meets = isGuarded(message) && [...before].some((writer) => writer !== senderId);
    if (meets || waiting.has(conversationId)) {
      waiting.add(conversationId);
      later.push(message);
      continue;
    }
    if (role !== 'User') writers.set(conversationId, before.add(senderId));
    some.push(message);
  }
  return [some, later];
}

/** Gives up the messages that `which` picks, truthfully: refused, or unknown. Returns the others. */
function settle(
  messages: Waiting[],
  outcomes: Map<Waiting, StoredMessage | AppError>,
  which: (message: Waiting) => boolean,
): Waiting[] {
  return messages.filter((message) => {
    if (!which(message)) return true;
    outcomes.set(message, message.inDoubt ? new AppError('UNAVAILABLE', { retryAfter: 1 }) : overloaded());
    return false;
  });
}

import { backoff, pause } from '../backoff.js';
import { toChatError } from '../chat-error.js';
import type { Rest } from '../rest/rest.js';
import type { Connection } from '../socket/connection.js';
import type { ChatModel } from '../store/chat-model.js';

const retries = { base: 300, max: 10_000 };
const pageSize = 200;
/** Messages of a first page. */
export const firstMessages = 50;
/** Behind by more than this, the latest messages are loaded rather than all in between. */
export const farBehind = 1_000;

/** Fetches what is missing behind the last message of an open conversation, page by page, until nothing is. */
export class GapFiller {
  readonly #model: ChatModel;
  readonly #connection: Connection;
  readonly #rest: Rest;
  readonly #closed = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();

  constructor(model: ChatModel, connection: Connection, rest: Rest) {
    this.#model = model;
    this.#connection = connection;
    this.#rest = rest;
  }

  /** Resolves when everything that was there when it was asked for is here, or the conversation is not open any more. */
  fill(conversationId: string): Promise<void> {
    const running = this.#running.get(conversationId);
    if (running) {
      this.#again.add(conversationId);
      return running;
    }
    const run = this.#run(conversationId).finally(() => this.#running.delete(conversationId));
    this.#running.set(conversationId, run);
    return run;
  }

  close(): void {
    this.#closed.abort();
  }

  async #run(id: string): Promise<void> {
    for (let attempt = 0; !this.#closed.signal.aborted; ) {
      const timeline = this.#model.timeline(id);
      if (!timeline?.ready) return;
      this.#again.delete(id);
      try {
        const { missed, hasMore, lastSeq } = await this.#after(id, timeline.last);
        if (this.#closed.signal.aborted) return;
        if (lastSeq - timeline.last > farBehind) {
          await this.#skip(id);
          attempt = 0;
          continue;
        }
        this.#model.addMessages(missed);
        attempt = 0;
        if (hasMore || this.#again.has(id)) continue;
        return;
      } catch (error) {
        const why = toChatError(error);
        if (!why.temporary) return;
        await pause((why.retryAfter ?? 0) * 1_000 + backoff(attempt, retries), this.#closed.signal);
        attempt += 1;
      }
    }
  }

  async #after(id: string, last: number) {
    if (this.#connection.connected) {
      const { conversations } = await this.#connection.ask('sync', { conversations: { [id]: last } });
      // Left out: not ours any more, which the next message about it will tell.
      return conversations[id] ?? { missed: [], hasMore: false, lastSeq: 0 };
    }
    const { data, pagination } = await this.#rest.messages(id, { after: last, limit: pageSize });
    return { missed: data, hasMore: pagination.hasMore, lastSeq: this.#model.list.get(id)?.lastSeq ?? 0 };
  }

  /** Only the latest; what is in between is there for whoever pages back. */
  async #skip(id: string): Promise<void> {
    const { data, pagination } = await this.#rest.messages(id, { limit: firstMessages });
    this.#model.begin(id, data, pagination.hasMore);
  }
}

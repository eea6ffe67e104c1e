import { backoff, pause } from '../backoff.js';
import { toChatError } from '../chat-error.js';
import type { Rest } from '../rest/rest.js';
import type { Connection } from '../socket/connection.js';
import type { ChatModel } from '../store/chat-model.js';

const retries = { base: 500, max: 20_000 };

/** Marks as read what this device has shown, and nothing that it has not: also when that is told only later. */
export class ReadReceipts {
  readonly #model: ChatModel;
  readonly #connection: Connection;
  readonly #rest: Rest;
  readonly #due = new Map<string, number>();
  readonly #closed = new AbortController();
  readonly #retrying = new Set<string>();

  constructor(model: ChatModel, connection: Connection, rest: Rest) {
    this.#model = model;
    this.#connection = connection;
    this.#rest = rest;
  }

  /** Everything that is here. Resolves also when it cannot be told now: then it is later. */
  async markRead(id: string): Promise<void> {
    const conversation = this.#model.list.get(id);
    const timeline = this.#model.timeline(id);
    const seq = timeline?.ready ? timeline.last : conversation?.lastSeq;
    if (!conversation || !seq || conversation.unreadCount === 0) return;
    this.#due.set(id, Math.max(seq, this.#due.get(id) ?? 0));
    await this.#tell(id);
  }

  flush(): void {
    for (const id of this.#due.keys()) this.#tell(id).catch(() => {});
  }

  close(): void {
    this.#closed.abort();
  }

  async #tell(id: string): Promise<void> {
    const seq = this.#due.get(id);
    if (seq === undefined) return;
    try {
      await this.#once(id, seq);
    } catch (error) {
      const why = toChatError(error);
      if (why.temporary) {
        void this.#again(id, why.retryAfter);
        return;
      }
      this.#forget(id, seq);
      throw error;
    }
  }

  /** A connect does it too; this is for what fails while there is a connection. */
  async #again(id: string, retryAfter = 0): Promise<void> {
    if (this.#retrying.has(id)) return;
    this.#retrying.add(id);
    for (let attempt = 0, atLeast = retryAfter; this.#due.has(id); attempt += 1) {
      await pause(atLeast * 1_000 + backoff(attempt, retries), this.#closed.signal);
      if (this.#closed.signal.aborted) return;
      const seq = this.#due.get(id);
      if (seq === undefined) break;
      try {
        await this.#once(id, seq);
      } catch (error) {
        const why = toChatError(error);
        if (!why.temporary) this.#forget(id, seq);
        atLeast = why.retryAfter ?? 0;
      }
    }
    this.#retrying.delete(id);
  }

  async #once(id: string, seq: number): Promise<void> {
    const unread = await this.#send(id, seq);
    this.#forget(id, seq);
    this.#model.setUnread(id, unread);
  }

  #forget(id: string, seq: number): void {
    if (this.#due.get(id) === seq) this.#due.delete(id);
  }

  #send(id: string, seq: number) {
    const shown = [...(this.#model.timeline(id)?.messages ?? []), this.#model.list.get(id)?.lastMessage];
    const message = shown.find((one) => one?.seq === seq);
    if (!message || !this.#connection.connected) return this.#rest.markRead(id, { upToSeq: seq });
    return this.#connection.ask('message:read', { conversationId: id, messageId: message._id });
  }
}

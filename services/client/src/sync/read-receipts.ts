import { toChatError } from '../chat-error.js';
import type { Rest } from '../rest/rest.js';
import type { Connection } from '../socket/connection.js';
import type { ChatModel } from '../store/chat-model.js';

/** Marks as read what this device has shown, and nothing that it has not: also when that is told only later. */
export class ReadReceipts {
  readonly #model: ChatModel;
  readonly #connection: Connection;
  readonly #rest: Rest;
  readonly #fetch: (conversationId: string) => void;
  readonly #due = new Map<string, number>();

  constructor(model: ChatModel, connection: Connection, rest: Rest, fetch: (conversationId: string) => void) {
    this.#model = model;
    this.#connection = connection;
    this.#rest = rest;
    this.#fetch = fetch;
  }

  /** Everything that is here. Resolves also when the network is away: then it is told with the next connect. */
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

  async #tell(id: string): Promise<void> {
    const seq = this.#due.get(id);
    if (seq === undefined) return;
    try {
      const { upToSeq, unreadCount } = await this.#send(id, seq);
      this.#forget(id, seq);
      // What is left was written after what was read: how much of it is known here cannot be told.
      if (unreadCount === 0) this.#model.setUnread(id, 0, upToSeq);
      else this.#fetch(id);
    } catch (error) {
      if (toChatError(error).temporary) return;
      this.#forget(id, seq);
      throw error;
    }
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

import { pause } from '../backoff.js';
import { toChatError } from '../chat-error.js';
import type { Settings } from '../options.js';
import type { Connection } from '../socket/connection.js';

const afterFailure = 1_000;

/** Tells the senders that their messages are here: the last of what arrives together, once. */
export class DeliveredReceipts {
  readonly #connection: Connection;
  readonly #settings: Settings;
  readonly #closed = new AbortController();
  readonly #due = new Map<string, number>();
  readonly #told = new Map<string, number>();
  #running = false;

  constructor(connection: Connection, settings: Settings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  arrived(conversationId: string, seq: number): void {
    if (seq <= Math.max(this.#due.get(conversationId) ?? 0, this.#told.get(conversationId) ?? 0)) return;
    this.#due.set(conversationId, seq);
    void this.flush();
  }

  /** What could not be told while there was no connection. */
  async flush(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    await pause(this.#settings.timings.deliveredDelay, this.#closed.signal);
    for (const [id, seq] of this.#due) {
      if (this.#closed.signal.aborted || !this.#connection.connected) break;
      // One after another: after a long absence there may be hundreds, and the server counts events.
      await this.#tell(id, seq);
    }
    this.#running = false;
    if (this.#due.size > 0 && this.#connection.connected && !this.#closed.signal.aborted) void this.flush();
  }

  close(): void {
    this.#closed.abort();
  }

  async #tell(conversationId: string, seq: number): Promise<void> {
    try {
      await this.#connection.ask('message:delivered', { conversationId, seq });
      this.#told.set(conversationId, seq);
    } catch (error) {
      if (toChatError(error).temporary) return pause(afterFailure, this.#closed.signal);
      // Not ours any more.
    }
    if (this.#due.get(conversationId) === seq) this.#due.delete(conversationId);
  }
}

import type { Settings } from '../options.js';
import type { Connection } from '../socket/connection.js';

interface Typing {
  toldAt: number;
  quiet: ReturnType<typeof setTimeout>;
}

/** Tells the others that one types: at once, again every few seconds, and when it has ended. */
export class TypingSignal {
  readonly #connection: Connection;
  readonly #settings: Settings;
  readonly #typing = new Map<string, Typing>();

  constructor(connection: Connection, settings: Settings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  /** To be called at every key. */
  typed(conversationId: string): void {
    const { typingRepeat, typingQuiet } = this.#settings.timings;
    const before = this.#typing.get(conversationId);
    clearTimeout(before?.quiet);
    const now = Date.now();
    const isDue = !before || now - before.toldAt >= typingRepeat;
    const quiet = setTimeout(() => this.stopped(conversationId), typingQuiet);
    this.#typing.set(conversationId, { quiet, toldAt: isDue ? now : before.toldAt });
    if (isDue) this.#tell('typing:start', conversationId);
  }

  /** Sent, or quiet for a while. */
  stopped(conversationId: string): void {
    const typing = this.#typing.get(conversationId);
    if (!typing) return;
    clearTimeout(typing.quiet);
    this.#typing.delete(conversationId);
    this.#tell('typing:stop', conversationId);
  }

  close(): void {
    for (const { quiet } of this.#typing.values()) clearTimeout(quiet);
    this.#typing.clear();
  }

  #tell(event: 'typing:start' | 'typing:stop', conversationId: string): void {
    // Worth nothing later: it is not repeated.
    this.#connection.ask(event, { conversationId }).catch(() => {});
  }
}

import type { ServerPayload } from '@samvad/contract';
import type { ChatModel } from '../store/chat-model.js';

/** Others who type: shown until they stop, or are not heard of any more. */
export class Typists {
  readonly #model: ChatModel;
  readonly #expiry: number;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** `expiry` in milliseconds. */
  constructor(model: ChatModel, expiry: number) {
    this.#model = model;
    this.#expiry = expiry;
  }

  started(typing: ServerPayload<'typing:user-typing'>): void {
    const key = `${typing.conversationId} ${typing.userId}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => this.stopped(typing), this.#expiry),
    );
    this.#model.startTyping(typing);
  }

  stopped({ conversationId, userId }: ServerPayload<'typing:user-stopped'>): void {
    const key = `${conversationId} ${userId}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#model.stopTyping(conversationId, userId);
  }

  /** Nobody is heard of any more. */
  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#model.nobodyTypes();
  }
}

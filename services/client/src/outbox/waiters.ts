import type { Message } from '@samvad/contract';
import { ChatError } from '../chat-error.js';

interface Waiter {
  resolve(message: Message): void;
  reject(error: ChatError): void;
}

/** Those who want to hear what has become of a message. */
export class Waiters {
  readonly #waiters = new Map<string, Waiter>();

  promise(id: string): Promise<Message> {
    const promise = new Promise<Message>((resolve, reject) => this.#waiters.set(id, { resolve, reject }));
    // Nobody need listen.
    promise.catch(() => {});
    return promise;
  }

  resolve(id: string, message: Message): void {
    this.#take(id)?.resolve(message);
  }

  reject(id: string, error: ChatError): void {
    this.#take(id)?.reject(error);
  }

  close(): void {
    for (const id of [...this.#waiters.keys()]) {
      this.reject(id, new ChatError('ABORTED', 'The client was closed', { temporary: false }));
    }
  }

  #take(id: string): Waiter | undefined {
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    return waiter;
  }
}

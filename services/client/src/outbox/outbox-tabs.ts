import type { Message } from '@samvad/contract';
import type { OutboxEntry } from '../store/chat-state.js';

/** What one tab tells the others of the outbox that they share. */
export type OutboxNews =
  | { readonly kind: 'put'; readonly entry: OutboxEntry; readonly file?: Blob }
  | { readonly kind: 'discarded'; readonly id: string }
  | { readonly kind: 'stored'; readonly message: Message }
  | { readonly kind: 'cleared' };

// What is used of the browser.
interface Locks {
  request(name: string, options: { signal: AbortSignal }, held: () => Promise<void>): Promise<void>;
}
interface Browser {
  navigator?: { locks?: Locks };
  BroadcastChannel?: typeof BroadcastChannel;
}

interface Events {
  /** From now on it is this tab that sends. Told once. */
  onLead(): void;
  onNews(news: OutboxNews): void;
}

/**
 * The tabs that share an outbox: one holds a lock and sends, which keeps the order. When it closes, or dies, the browser
 * gives the lock to the next. Where there is nothing to share, or no such locks, every tab leads.
 */
export class OutboxTabs {
  readonly #channel: InstanceType<typeof BroadcastChannel> | undefined;
  readonly #closed = new AbortController();

  /** `name` is that of the shared outbox; undefined: it is not shared. */
  constructor(name: string | undefined, { onLead, onNews }: Events) {
    const { navigator, BroadcastChannel } = globalThis as unknown as Browser;
    const locks = navigator?.locks;
    if (name === undefined || !locks || !BroadcastChannel) {
      onLead();
      return;
    }
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = (event: unknown) => onNews((event as { data: OutboxNews }).data);
    const { signal } = this.#closed;
    const untilClosed = () =>
      new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        signal.addEventListener('abort', () => resolve());
        onLead();
      });
    locks.request(name, { signal }, untilClosed).catch(() => {
      // Closed before its turn came. Anything else (a page that may not have locks): better twice than never.
      if (!signal.aborted) onLead();
    });
  }

  /** To the others. */
  tell(news: OutboxNews): void {
    if (!this.#closed.signal.aborted) this.#channel?.postMessage(news);
  }

  close(): void {
    this.#closed.abort();
    this.#channel?.close();
  }
}

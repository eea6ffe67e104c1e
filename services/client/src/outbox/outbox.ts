import type { Message } from '@samvad/contract';
import { backoff, pause } from '../backoff.js';
import { ChatError, isAboutSignIn, toChatError } from '../chat-error.js';
import type { Settings } from '../options.js';
import type { OutboxEntry } from '../store/chat-state.js';

interface Doors {
  /** Sends once; resolves with the stored message. */
  send(entry: OutboxEntry): Promise<Message>;
  onChange(entries: readonly OutboxEntry[]): void;
  onStored(message: Message): void;
}

interface Waiter {
  promise: Promise<Message>;
  resolve(message: Message): void;
  reject(error: ChatError): void;
}

/** A wait after a failure that says nothing of how long; short, since whatever wakes the connection ends it. */
const retries = { base: 400, max: 15_000 };
const afterRateLimit = 1_000;

/**
 * Messages on their way: kept before they are sent, sent in order and one at a time per conversation, repeated under the
 * same clientMessageId until the server has said yes or no.
 */
export class Outbox {
  readonly #settings: Settings;
  readonly #doors: Doors;
  readonly #senderId: string;
  readonly #closed = new AbortController();
  readonly #running = new Set<string>();
  readonly #waiters = new Map<string, Waiter>();
  readonly #entries = new Map<string, OutboxEntry>();
  /** Changes of one entry reach the store in order. */
  #lastWrite: Promise<unknown> = Promise.resolve();
  #wake = new AbortController();
  #loaded = false;
  #order = 0;

  constructor(senderId: string, settings: Settings, doors: Doors) {
    this.#senderId = senderId;
    this.#settings = settings;
    this.#doors = doors;
  }

  /** Takes up what an earlier run has left. Without its store the outbox works as long as the process does. */
  async load(): Promise<void> {
    const stored = await this.#settings.outbox.all().catch(() => []);
    if (this.#closed.signal.aborted) return;
    for (const entry of stored) {
      // Somebody else's waits until they sign in again.
      if (entry.senderId !== this.#senderId || this.#entries.has(entry.id)) continue;
      this.#entries.set(entry.id, entry.state === 'sending' ? { ...entry, state: 'queued' } : entry);
      this.#order = Math.max(this.#order, entry.order);
    }
    this.#loaded = true;
    this.#changed();
    this.flush();
  }

  /** Resolves with the message once the server has stored it; rejects when it is refused or discarded. */
  add(draft: Pick<OutboxEntry, 'id' | 'conversationId' | 'messageType' | 'content' | 'media'>): Promise<Message> {
    const now = Date.now();
    this.#order = Math.max(this.#order + 1, now);
    const entry: OutboxEntry = {
      ...draft,
      senderId: this.#senderId,
      order: this.#order,
      createdAt: new Date(now).toISOString(),
      state: 'queued',
      error: null,
    };
    this.#entries.set(entry.id, entry);
    this.#changed();
    const { promise } = this.#waiterOf(entry.id);
    // Kept first: what was sent but not kept could not be repeated after a crash.
    void this.#write(() => this.#settings.outbox.put(entry)).then(() => this.#run(entry.conversationId));
    return promise;
  }

  /** Sends a failed one again. */
  retry(id: string): void {
    const entry = this.#entries.get(id);
    if (entry?.state !== 'failed') return;
    const queued: OutboxEntry = { ...entry, state: 'queued', error: null };
    this.#entries.set(id, queued);
    this.#changed();
    void this.#write(() => this.#settings.outbox.put(queued)).then(() => this.#run(entry.conversationId));
  }

  /** Forgets one that is not on its way. */
  discard(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry || entry.state === 'sending') return;
    this.#remove(id);
    this.#settle(id)?.reject(new ChatError('ABORTED', 'Discarded', { temporary: false }));
  }

  /** Everything that waits is tried now. */
  flush(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
    for (const { conversationId } of this.#entries.values()) void this.#run(conversationId);
  }

  /** Stored: learnt from the answer, or from another door when the answer was lost. */
  stored(message: Message): void {
    const id = message.clientMessageId;
    if (id === null || message.conversationId !== this.#entries.get(id)?.conversationId) return;
    this.#remove(id);
    this.#settle(id)?.resolve(message);
  }

  /** Forgets everything, here and in the store: the person has signed out. */
  async clear(): Promise<void> {
    this.close();
    await Promise.all([...this.#entries.keys()].map((id) => this.#write(() => this.#settings.outbox.remove(id))));
  }

  close(): void {
    this.#closed.abort();
    this.#wake.abort();
    for (const id of [...this.#waiters.keys()]) {
      this.#settle(id)?.reject(new ChatError('ABORTED', 'The client was closed', { temporary: false }));
    }
  }

  async #run(conversationId: string): Promise<void> {
    if (!this.#loaded || this.#running.has(conversationId)) return;
    this.#running.add(conversationId);
    try {
      for (let attempt = 0; !this.#closed.signal.aborted; ) {
        const entry = this.#next(conversationId);
        if (!entry) return;
        const done = await this.#attempt(entry, attempt);
        attempt = done ? 0 : attempt + 1;
      }
    } finally {
      this.#running.delete(conversationId);
    }
  }

  /** Resolves with whether it is settled; if not, after a wait. */
  async #attempt(entry: OutboxEntry, attempt: number): Promise<boolean> {
    this.#set(entry.id, { state: 'sending' });
    try {
      const message = await this.#doors.send(entry);
      if (!this.#closed.signal.aborted) this.#doors.onStored(message);
      return true;
    } catch (error) {
      const why = toChatError(error);
      if (!this.#entries.has(entry.id) || this.#closed.signal.aborted) return true;
      if (!why.temporary && !isAboutSignIn(why)) {
        this.#fail(entry.id, why);
        return true;
      }
      this.#set(entry.id, { state: 'queued' });
      const atLeast = why.retryAfter ? why.retryAfter * 1_000 : why.code === 'RATE_LIMITED' ? afterRateLimit : 0;
      await pause(atLeast + backoff(attempt, retries), this.#wake.signal);
      return false;
    }
  }

  #next(conversationId: string): OutboxEntry | undefined {
    return this.#sorted().find((entry) => entry.conversationId === conversationId && entry.state === 'queued');
  }

  #sorted(): OutboxEntry[] {
    return [...this.#entries.values()].sort((a, b) => a.order - b.order);
  }

  #fail(id: string, { code, message }: ChatError): void {
    this.#set(id, { state: 'failed', error: { code, message } });
    const failed = this.#entries.get(id);
    if (failed) void this.#write(() => this.#settings.outbox.put(failed));
    this.#settle(id)?.reject(new ChatError(code, message, { temporary: false }));
  }

  #set(id: string, change: Partial<OutboxEntry>): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.set(id, { ...entry, ...change });
    this.#changed();
  }

  #remove(id: string): void {
    this.#entries.delete(id);
    this.#changed();
    void this.#write(() => this.#settings.outbox.remove(id));
  }

  #changed(): void {
    if (!this.#closed.signal.aborted) this.#doors.onChange(this.#sorted());
  }

  /** A store that fails costs the reload, not the message. */
  #write(write: () => Promise<void>): Promise<void> {
    const done = this.#lastWrite.then(write).catch(() => {});
    this.#lastWrite = done;
    return done;
  }

  #waiterOf(id: string): Waiter {
    let resolve: Waiter['resolve'] = () => {};
    let reject: Waiter['reject'] = () => {};
    const promise = new Promise<Message>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    // Nobody need listen.
    promise.catch(() => {});
    const waiter = { promise, resolve, reject };
    this.#waiters.set(id, waiter);
    return waiter;
  }

  #settle(id: string): Waiter | undefined {
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    return waiter;
  }
}

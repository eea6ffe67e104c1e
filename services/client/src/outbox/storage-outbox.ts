import type { KeyValueStorage } from '../auth/session-store.js';
import type { OutboxEntry } from '../store/chat-state.js';
import type { OutboxStore } from './outbox-store.js';

/** An outbox under one key of a key-value storage, for React Native's AsyncStorage. One process at a time. */
export class StorageOutbox implements OutboxStore {
  readonly #storage: KeyValueStorage;
  readonly #key: string;
  /** One change after another: each reads what the one before has written. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(storage: KeyValueStorage, key = 'samvad:outbox') {
    this.#storage = storage;
    this.#key = key;
  }

  async all(): Promise<OutboxEntry[]> {
    return Object.values(await this.#read());
  }

  put(entry: OutboxEntry): Promise<void> {
    return this.#change((entries) => ({ ...entries, [entry.id]: entry }));
  }

  remove(id: string): Promise<void> {
    return this.#change(({ [id]: _, ...others }) => others);
  }

  #change(change: (entries: Record<string, OutboxEntry>) => Record<string, OutboxEntry>): Promise<void> {
    const done = this.#last.then(async () => {
      await this.#storage.setItem(this.#key, JSON.stringify(change(await this.#read())));
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async #read(): Promise<Record<string, OutboxEntry>> {
    const text = await this.#storage.getItem(this.#key);
    return text ? (JSON.parse(text) as Record<string, OutboxEntry>) : {};
  }
}

import type { OutboxEntry } from '../store/chat-state.js';
import type { OutboxStore } from './outbox-store.js';

// The little of IndexedDB that is used, so that this compiles without the DOM's types.
interface Request<T> {
  result: T;
  error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}
interface OpenRequest extends Request<Database> {
  onupgradeneeded: (() => void) | null;
  onblocked: (() => void) | null;
}
interface ObjectStore {
  getAll(): Request<OutboxEntry[]>;
  put(entry: OutboxEntry): Request<unknown>;
  delete(id: string): Request<unknown>;
}
interface Transaction {
  objectStore(name: string): ObjectStore;
  error: unknown;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}
interface Database {
  createObjectStore(name: string, options: { keyPath: string }): unknown;
  transaction(name: string, mode: 'readonly' | 'readwrite'): Transaction;
  close(): void;
  onversionchange: (() => void) | null;
  onclose: (() => void) | null;
}
interface Factory {
  open(name: string, version: number): OpenRequest;
}

const storeName = 'outbox';

/** An outbox that survives a reload, for browsers. A change has resolved only when it is on the disk. */
export class IndexedDbOutbox implements OutboxStore {
  readonly #name: string;
  #database: Promise<Database> | undefined;

  constructor(name = 'samvad') {
    this.#name = name;
  }

  async all(): Promise<OutboxEntry[]> {
    return this.#run('readonly', (store) => store.getAll());
  }

  async put(entry: OutboxEntry): Promise<void> {
    await this.#run('readwrite', (store) => store.put(entry));
  }

  async remove(id: string): Promise<void> {
    await this.#run('readwrite', (store) => store.delete(id));
  }

  async #run<T>(mode: 'readonly' | 'readwrite', act: (store: ObjectStore) => Request<T>): Promise<T> {
    this.#database ??= this.#open().catch((error) => {
      this.#database = undefined;
      throw error;
    });
    const transaction = (await this.#database).transaction(storeName, mode);
    const request = act(transaction.objectStore(storeName));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  }

  #open(): Promise<Database> {
    return new Promise((resolve, reject) => {
      const { indexedDB } = globalThis as { indexedDB?: Factory };
      if (!indexedDB) return reject(new Error('There is no IndexedDB here'));
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'id' });
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error('Another tab holds an older version of the outbox'));
      request.onsuccess = () => {
        const database = request.result;
        const forget = () => {
          this.#database = undefined;
        };
        // A newer release in another tab, or the browser clearing up: opened again when next needed.
        database.onversionchange = () => {
          database.close();
          forget();
        };
        database.onclose = forget;
        resolve(database);
      };
    });
  }
}

import type { DBSchema } from 'idb';
import { IndexedDatabase } from '../storage/indexed-database.js';
import type { OutboxEntry } from '../store/chat-state.js';
import type { OutboxStore } from './outbox-store.js';

export { IndexedDbHistory } from '../history/indexed-db-history.js';

interface Schema extends DBSchema {
  outbox: { key: string; value: OutboxEntry };
  /** By the id of their entry. */
  files: { key: string; value: Blob };
}

/**
 * An outbox that survives a reload, with its files, for browsers. A change has resolved only when it is on the disk. All
 * tabs share it.
 */
export class IndexedDbOutbox implements OutboxStore {
  readonly sharedAs: string;
  readonly #database: IndexedDatabase<Schema>;

  constructor(name = 'samvad') {
    this.sharedAs = name;
    this.#database = new IndexedDatabase<Schema>({
      name,
      version: 2,
      upgrade(database, from) {
        if (from < 1) database.createObjectStore('outbox', { keyPath: 'id' });
        if (from < 2) database.createObjectStore('files');
      },
    });
  }

  all(): Promise<OutboxEntry[]> {
    return this.#database.use((database) => database.getAll('outbox'));
  }

  async put(entry: OutboxEntry, file?: Blob): Promise<void> {
    await this.#database.use(async (database) => {
      if (!file) return void (await database.put('outbox', entry));
      const transaction = database.transaction(['outbox', 'files'], 'readwrite');
      await Promise.all([
        transaction.objectStore('outbox').put(entry),
        transaction.objectStore('files').put(file, entry.id),
        transaction.done,
      ]);
    });
  }

  async remove(id: string): Promise<void> {
    await this.#database.use(async (database) => {
      const transaction = database.transaction(['outbox', 'files'], 'readwrite');
      await Promise.all([
        transaction.objectStore('outbox').delete(id),
        transaction.objectStore('files').delete(id),
        transaction.done,
      ]);
    });
  }

  file(id: string): Promise<Blob | undefined> {
    return this.#database.use((database) => database.get('files', id));
  }
}

import type { Conversation } from '@samvad/contract';
import type { DBSchema } from 'idb';
import { IndexedDatabase } from '../storage/indexed-database.js';
import type { CachedMessages, HistoryCache } from './history-cache.js';

interface Kept {
  personId: string;
  conversationId: string;
  /** Milliseconds: the oldest go first. */
  putAt: number;
  latest: CachedMessages;
}

interface Schema extends DBSchema {
  /** By person. */
  lists: { key: string; value: readonly Conversation[] };
  timelines: { key: [string, string]; value: Kept };
}

/** Conversations of one person whose messages are kept. */
const mostTimelines = 50;
const everythingOf = (personId: string) => [[personId], [personId, []]] as const;

/** In browsers. Its format is this release's: what another has written is thrown away, since the server has it all. */
export class IndexedDbHistory implements HistoryCache {
  readonly #database: IndexedDatabase<Schema>;

  constructor(name = 'samvad-history') {
    this.#database = new IndexedDatabase<Schema>({
      name,
      version: 1,
      upgrade(database) {
        for (const store of [...database.objectStoreNames]) database.deleteObjectStore(store);
        database.createObjectStore('lists');
        database.createObjectStore('timelines', { keyPath: ['personId', 'conversationId'] });
      },
    });
  }

  async conversations(personId: string): Promise<readonly Conversation[]> {
    return (await this.#database.use((database) => database.get('lists', personId))) ?? [];
  }

  async messages(personId: string, conversationId: string): Promise<CachedMessages | undefined> {
    const kept = await this.#database.use((database) => database.get('timelines', [personId, conversationId]));
    return kept?.latest;
  }

  async putConversations(personId: string, conversations: readonly Conversation[]): Promise<void> {
    await this.#database.use((database) => database.put('lists', conversations, personId));
  }

  async putMessages(personId: string, conversationId: string, latest: CachedMessages): Promise<void> {
    await this.#database.use(async (database) => {
      const transaction = database.transaction('timelines', 'readwrite');
      await transaction.store.put({ personId, conversationId, putAt: Date.now(), latest });
      const [from, to] = everythingOf(personId);
      const range = keyRange(from, to);
      if ((await transaction.store.count(range)) > mostTimelines) {
        const all = await transaction.store.getAll(range);
        all.sort((a, b) => a.putAt - b.putAt);
        for (const old of all.slice(0, all.length - mostTimelines)) {
          await transaction.store.delete([personId, old.conversationId]);
        }
      }
      await transaction.done;
    });
  }

  async removeMessages(personId: string, conversationId: string): Promise<void> {
    await this.#database.use((database) => database.delete('timelines', [personId, conversationId]));
  }

  async clear(personId: string): Promise<void> {
    await this.#database.use(async (database) => {
      const transaction = database.transaction(['lists', 'timelines'], 'readwrite');
      const [from, to] = everythingOf(personId);
      await Promise.all([
        transaction.objectStore('lists').delete(personId),
        transaction.objectStore('timelines').delete(keyRange(from, to)),
        transaction.done,
      ]);
    });
  }
}

// What is used of the browser.
type Range = never;

function keyRange(from: readonly unknown[], to: readonly unknown[]): Range {
  const { IDBKeyRange } = globalThis as unknown as { IDBKeyRange: { bound(from: unknown, to: unknown): Range } };
  return IDBKeyRange.bound(from, to);
}

import type { OutboxEntry } from '../store/chat-state.js';

/**
 * Where messages wait that the server has not acknowledged. Entries are plain data. An entry that is put again replaces
 * the one with its `id`; removing what is not there is no error.
 */
export interface OutboxStore {
  all(): Promise<OutboxEntry[]>;
  /** `file` is kept beside the entry, both or neither. Without one, a file that is there stays. */
  put(entry: OutboxEntry, file?: Blob): Promise<void>;
  /** Also its file. */
  remove(id: string): Promise<void>;
  /** The file of an entry. A store without this keeps no files: they are here as long as the process. */
  file?(id: string): Promise<Blob | undefined>;
  /** Tabs whose stores have the same name share it: one of them sends, all of them show. Left out: nobody shares it. */
  readonly sharedAs?: string;
}

export class MemoryOutboxStore implements OutboxStore {
  readonly #entries = new Map<string, OutboxEntry>();
  readonly #files = new Map<string, Blob>();

  async all(): Promise<OutboxEntry[]> {
    return [...this.#entries.values()];
  }

  async put(entry: OutboxEntry, file?: Blob): Promise<void> {
    this.#entries.set(entry.id, entry);
    if (file) this.#files.set(entry.id, file);
  }

  async remove(id: string): Promise<void> {
    this.#entries.delete(id);
    this.#files.delete(id);
  }

  async file(id: string): Promise<Blob | undefined> {
    return this.#files.get(id);
  }
}

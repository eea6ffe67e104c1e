import type { OutboxStore } from './outbox-store.js';

/** Files of messages that were sent are shown from here until the server has made its pictures of them. */
const sentKept = 20;

/** The files of messages on their way, in memory (browsers hold only a reference) and in the outbox's store. */
export class Files {
  readonly #store: OutboxStore;
  readonly #files = new Map<string, Blob>();
  readonly #sent: string[] = [];

  constructor(store: OutboxStore) {
    this.#store = store;
  }

  keep(id: string, file: Blob): void {
    this.#files.set(id, file);
  }

  get(id: string): Blob | undefined {
    return this.#files.get(id);
  }

  /** From the store, if it is not here. */
  async load(id: string): Promise<Blob | undefined> {
    const here = this.#files.get(id);
    if (here) return here;
    const file = await this.#store.file?.(id).catch(() => undefined);
    if (file) this.#files.set(id, file);
    return file;
  }

  drop(id: string): void {
    this.#files.delete(id);
  }

  /** Its message is stored: it is kept for a while. */
  sent(id: string): void {
    if (!this.#files.has(id)) return;
    this.#sent.push(id);
    if (this.#sent.length > sentKept) this.#files.delete(this.#sent.shift() ?? '');
  }
}

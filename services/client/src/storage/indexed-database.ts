import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

interface Plan<S extends DBSchema> {
  name: string;
  /** Rises with every change of what is in it. */
  version: number;
  /** Makes it what this version wants, from whichever there is; 0: from nothing. */
  upgrade(database: IDBPDatabase<S>, from: number): void;
}

/** An IndexedDB database that is opened when it is needed, and again when the browser has closed it. */
export class IndexedDatabase<S extends DBSchema> {
  readonly #plan: Plan<S>;
  #open: Promise<IDBPDatabase<S>> | undefined;

  constructor(plan: Plan<S>) {
    this.#plan = plan;
  }

  /** Rejects where there is none (private windows), where it is full or corrupt, and while an older tab holds it. */
  async use<T>(act: (database: IDBPDatabase<S>) => Promise<T>): Promise<T> {
    const database = await this.#opened();
    try {
      return await act(database);
    } catch (error) {
      // Closed between having it and using it.
      if ((error as Error).name !== 'InvalidStateError') throw error;
      this.#open = undefined;
      return act(await this.#opened());
    }
  }

  #opened(): Promise<IDBPDatabase<S>> {
    this.#open ??= this.#connect().catch((error) => {
      this.#open = undefined;
      throw error;
    });
    return this.#open;
  }

  #connect(): Promise<IDBPDatabase<S>> {
    const { name, version, upgrade } = this.#plan;
    const forget = () => {
      this.#open = undefined;
    };
    return new Promise((resolve, reject) => {
      let isLate = false;
      openDB<S>(name, version, {
        upgrade,
        blocked() {
          isLate = true;
          reject(new Error('Another tab holds an older version'));
        },
        // A newer release in another tab.
        blocking(_current, _blocked, event) {
          (event.target as unknown as { close(): void }).close();
          forget();
        },
        terminated: forget,
      }).then((database) => {
        if (isLate) database.close();
        else resolve(database);
      }, reject);
    });
  }
}

import type { Profile } from '@samvad/contract';

/** A sign-in, as it is kept. */
export interface Session {
  token: string;
  /** Works once; the newest counts. */
  refreshToken: string;
  /** When `token` expires, in milliseconds of this device's clock. */
  expiresAt: number;
  /** How long `token` was good for when it was given (ms). */
  life: number;
  user: Profile;
}

/** Where a sign-in outlives the process. Tabs that share a sign-in share its store. */
export interface SessionStore {
  load(): Promise<Session | undefined>;
  save(session: Session): Promise<void>;
  clear(): Promise<void>;
}

export class MemorySessionStore implements SessionStore {
  #session: Session | undefined;

  async load(): Promise<Session | undefined> {
    return this.#session;
  }

  async save(session: Session): Promise<void> {
    this.#session = session;
  }

  async clear(): Promise<void> {
    this.#session = undefined;
  }
}

/** What is needed of `localStorage`; React Native's AsyncStorage fits too. */
export interface KeyValueStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

export class StorageSessionStore implements SessionStore {
  readonly #storage: KeyValueStorage;
  readonly #key: string;

  constructor(storage: KeyValueStorage, key = 'samvad:session') {
    this.#storage = storage;
    this.#key = key;
  }

  async load(): Promise<Session | undefined> {
    const text = await this.#storage.getItem(this.#key);
    try {
      return text ? (JSON.parse(text) as Session) : undefined;
    } catch {
      // Somebody else's, or half written: as good as none.
      return undefined;
    }
  }

  async save(session: Session): Promise<void> {
    await this.#storage.setItem(this.#key, JSON.stringify(session));
  }

  async clear(): Promise<void> {
    await this.#storage.removeItem(this.#key);
  }
}

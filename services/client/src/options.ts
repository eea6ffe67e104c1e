import { MemorySessionStore, type SessionStore } from './auth/session-store.js';
import type { BackoffOptions } from './backoff.js';
import type { HistoryCache } from './history/history-cache.js';
import { MemoryOutboxStore, type OutboxStore } from './outbox/outbox-store.js';

export type StoragePlace = 'session' | 'outbox' | 'history';

/** Milliseconds, all of them. */
export interface Timings {
  /** A REST request is given up after. */
  request: number;
  /** A socket request without an answer: the connection is taken for dead after. */
  acknowledgement: number;
  /** A connection that is not made is given up after. */
  connect: number;
  /** An upload of which nothing passes is given up after. */
  uploadIdle: number;
  /** A media that is still `processing` is asked for again after. */
  mediaCheck: number;
  /** Away for longer than this, the whole list is loaded again, not just its first page. */
  awayLong: number;
  /** What arrives within this time is acknowledged as delivered at once. */
  deliveredDelay: number;
  /** `typing:start` is repeated while somebody types, at most this often. */
  typingRepeat: number;
  /** Nothing typed for this long: stopped. */
  typingQuiet: number;
  /** Others' typing is shown no longer than this without being told again. */
  typingExpiry: number;
}

export interface ChatClientOptions {
  /** Where the server is, `https://chat.example.com`. */
  url: string;
  /** Where the socket nodes are, when they are not behind the same address. */
  socketUrl?: string;
  /** Keeps the sign-in over a reload. By default it ends with the process. */
  sessionStore?: SessionStore;
  /** Keeps what is not sent yet over a reload. By default it ends with the process. */
  outbox?: OutboxStore;
  /** Keeps what was shown, to show it at once at the next start, without a network too. By default nothing is kept. */
  history?: HistoryCache;
  /**
   * Told when a place to keep things fails (full, corrupt, forbidden as in private windows). The client goes on with what
   * it has in memory.
   */
  onStorageError?: (error: unknown, place: StoragePlace) => void;
  fetch?: typeof fetch;
  /** Socket transports, in the order in which they are tried. */
  transports?: ('websocket' | 'polling')[];
  reconnect?: Partial<BackoffOptions>;
  timings?: Partial<Timings>;
  /** How many conversations are kept, the latest first; default 500. */
  maxConversations?: number;
}

export interface Settings extends Required<Omit<ChatClientOptions, 'reconnect' | 'timings' | 'history'>> {
  history: HistoryCache | undefined;
  reconnect: BackoffOptions;
  timings: Timings;
}

const timings: Timings = {
  request: 15_000,
  acknowledgement: 8_000,
  connect: 10_000,
  uploadIdle: 30_000,
  mediaCheck: 30_000,
  awayLong: 60_000,
  deliveredDelay: 250,
  typingRepeat: 3_000,
  typingQuiet: 4_000,
  typingExpiry: 5_000,
};

export function toSettings(options: ChatClientOptions): Settings {
  const url = options.url.replace(/\/+$/, '');
  return {
    url,
    socketUrl: options.socketUrl ?? url,
    sessionStore: options.sessionStore ?? new MemorySessionStore(),
    outbox: options.outbox ?? new MemoryOutboxStore(),
    history: options.history,
    onStorageError: options.onStorageError ?? (() => {}),
    // Browsers want it called on the global object.
    fetch: options.fetch ?? ((...args) => globalThis.fetch(...args)),
    transports: options.transports ?? ['websocket', 'polling'],
    maxConversations: options.maxConversations ?? 500,
    reconnect: { base: 500, max: 30_000, ...options.reconnect },
    timings: { ...timings, ...options.timings },
  };
}

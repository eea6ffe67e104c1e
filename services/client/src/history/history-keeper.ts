import type { Conversation, Message } from '@samvad/contract';
import { pause } from '../backoff.js';
import type { Settings } from '../options.js';
import type { ChatState, OpenConversation } from '../store/chat-state.js';
import type { Store } from '../store/store.js';
import type { CachedMessages } from './history-cache.js';

const mostConversations = 200;
const mostMessages = 200;
/** Changes are gathered for so long (ms). */
const gatherFor = 500;
/** A store that does not answer within is done without (ms). */
const patience = 1_500;

/** Keeps what is shown in the cache, and brings back what was. Nothing here ever fails; what goes wrong is told. */
export class HistoryKeeper {
  readonly #personId: string;
  readonly #settings: Settings;
  readonly #store: Store<ChatState>;
  readonly #closed = new AbortController();
  #stop = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #conversations: readonly Conversation[] = [];
  #open: ChatState['open'] = {};

  constructor(personId: string, settings: Settings, store: Store<ChatState>) {
    this.#personId = personId;
    this.#settings = settings;
    this.#store = store;
  }

  async conversations(): Promise<readonly Conversation[]> {
    const all = await this.#ask((cache) => cache.conversations(this.#personId));
    if (!Array.isArray(all) || !all.every(isConversation)) return [];
    // Who is there now, nobody can know.
    const asLeft = all.map((one) => ({ ...one, user: away(one.user), support: one.support && away(one.support) }));
    this.#conversations = asLeft;
    return asLeft;
  }

  async messages(conversationId: string): Promise<CachedMessages | undefined> {
    const cached = await this.#ask((cache) => cache.messages(this.#personId, conversationId));
    return cached && isRun(cached.messages, conversationId) ? cached : undefined;
  }

  /** From now on what is shown is kept. */
  start(): void {
    if (!this.#settings.history || this.#closed.signal.aborted) return;
    this.#stop = this.#store.subscribe(() => {
      // What is shown for the first time is kept at once: the page may be gone the next moment.
      if (this.#isNew()) this.#save();
      else this.#timer ??= setTimeout(() => this.#save(), gatherFor);
    });
  }

  #isNew(): boolean {
    const { open } = this.#store.getSnapshot();
    return Object.entries(open).some(([id, { ready }]) => ready && !this.#open[id]?.ready);
  }

  /** What is not kept yet is. */
  close(): void {
    if (this.#closed.signal.aborted) return;
    if (this.#timer) this.#save();
    this.#end();
  }

  /** Nothing is left of it: the person has signed out. */
  async clear(): Promise<void> {
    this.#end();
    await this.#tell((cache) => cache.clear(this.#personId));
  }

  #end(): void {
    this.#closed.abort();
    this.#stop();
    clearTimeout(this.#timer);
  }

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { conversations, open, ready, me } = this.#store.getSnapshot();
    // Somebody else's already.
    if (me?.id !== this.#personId) return;
    if (ready && conversations !== this.#conversations) {
      const ids = new Set(conversations.map(({ _id }) => _id));
      // Not ours to see any more.
      for (const { _id } of this.#conversations) {
        if (!ids.has(_id)) void this.#tell((cache) => cache.removeMessages(this.#personId, _id));
      }
      this.#conversations = conversations;
      void this.#tell((cache) => cache.putConversations(this.#personId, conversations.slice(0, mostConversations)));
    }
    for (const [id, one] of Object.entries(open)) {
      if (!one.ready || one.messages === this.#open[id]?.messages) continue;
      void this.#tell((cache) => cache.putMessages(this.#personId, id, latestOf(one)));
    }
    this.#open = open;
  }

  async #ask<T>(ask: (cache: NonNullable<Settings['history']>) => Promise<T>): Promise<T | undefined> {
    const { history } = this.#settings;
    if (!history) return undefined;
    const late = new AbortController();
    try {
      return await Promise.race([ask(history), pause(patience, late.signal).then(() => undefined)]);
    } catch (error) {
      this.#settings.onStorageError(error, 'history');
      return undefined;
    } finally {
      late.abort();
    }
  }

  async #tell(tell: (cache: NonNullable<Settings['history']>) => Promise<void>): Promise<void> {
    const { history, onStorageError } = this.#settings;
    if (history) await tell(history).catch((error) => onStorageError(error, 'history'));
  }
}

function latestOf({ messages, hasOlder }: OpenConversation): CachedMessages {
  const stored = messages.filter((one): one is typeof one & Message => one.seq !== null && one._id !== null);
  const latest = stored.slice(-mostMessages);
  return { messages: latest, hasOlder: hasOlder || latest.length < stored.length };
}

const away = <P extends { isOnline: boolean }>(person: P): P => ({ ...person, isOnline: false });

// Half written, by another release, by hand: what does not look right is as good as nothing.

function isConversation(one: unknown): one is Conversation {
  const { _id, user, lastSeq, updatedAt } = (one ?? {}) as Partial<Conversation>;
  return (
    typeof _id === 'string' &&
    typeof user?.id === 'string' &&
    typeof updatedAt === 'string' &&
    Number.isInteger(lastSeq)
  );
}

function isRun(messages: unknown, conversationId: string): boolean {
  if (!Array.isArray(messages) || messages.length === 0) return false;
  const first = messages[0]?.seq;
  return messages.every(
    (one, i) =>
      one?.seq === first + i && typeof one._id === 'string' && one.conversationId === conversationId && one.sender,
  );
}

import type { Profile } from '@samvad/contract';
import type { Auth } from './auth/auth.js';
import { isAboutSignIn, networkError, toChatError } from './chat-error.js';
import type { Settings } from './options.js';
import { Outbox } from './outbox/outbox.js';
import type { Rest } from './rest/rest.js';
import { Connection } from './socket/connection.js';
import { ChatModel } from './store/chat-model.js';
import type { ChatState, OutboxEntry } from './store/chat-state.js';
import type { Store } from './store/store.js';
import { DeliveredReceipts } from './sync/delivered-receipts.js';
import { GapFiller } from './sync/gap-filler.js';
import { ReadReceipts } from './sync/read-receipts.js';
import { Synchroniser } from './sync/synchroniser.js';
import { TypingSignal } from './typing/typing-signal.js';
import { Typists } from './typing/typists.js';

interface Parts {
  settings: Settings;
  auth: Auth;
  rest: Rest;
  store: Store<ChatState>;
}

/** Everything that lives as long as one person is signed in, and how it hangs together. */
export class LiveSession {
  readonly #parts: Parts;
  readonly person: Profile;
  readonly model: ChatModel;
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly sync: Synchroniser;
  readonly reads: ReadReceipts;
  readonly typing: TypingSignal;
  readonly #gaps: GapFiller;
  readonly #delivered: DeliveredReceipts;
  readonly #typists: Typists;
  /** Sends by REST, which end when the socket is back. */
  #detours = new AbortController();

  constructor(person: Profile, parts: Parts) {
    const { settings, auth, rest, store } = parts;
    this.#parts = parts;
    this.person = person;
    this.model = new ChatModel(store, person, {
      fill: (id) => void this.#gaps.fill(id),
      fetch: (id) => this.sync.fetch(id),
      received: (id, seq) => this.#delivered.arrived(id, seq),
      stored: (message) => this.outbox.stored(message),
      gone: (id) => this.typing.stopped(id),
    });
    this.connection = new Connection(auth, settings, {
      onState: (connection) => {
        store.set({ connection });
        this.sync.lost();
        this.#typists.clear();
        this.model.nobodyViews();
      },
      onConnect: () => void this.#connected(),
    });
    this.outbox = new Outbox(person.id, settings, {
      send: (entry) => this.#send(entry),
      onChange: (entries) => this.model.setOutbox(entries),
      onStored: (message) => this.model.addMessages([message]),
    });
    this.#gaps = new GapFiller(this.model, this.connection, rest);
    this.sync = new Synchroniser(this.model, this.connection, rest, this.#gaps, settings);
    this.reads = new ReadReceipts(this.model, this.connection, rest, (id) => this.sync.fetch(id));
    this.#delivered = new DeliveredReceipts(this.connection, settings);
    this.typing = new TypingSignal(this.connection, settings);
    this.#typists = new Typists(this.model, settings.timings.typingExpiry);
    this.#listen();
    void this.outbox.load();
    this.connection.start();
  }

  close(): void {
    this.#detours.abort();
    this.outbox.close();
    this.typing.close();
    this.connection.close();
    this.sync.close();
    this.#gaps.close();
    this.#delivered.close();
    this.#typists.clear();
  }

  async #connected(): Promise<void> {
    const { store } = this.#parts;
    store.set({ connection: { status: 'syncing' } });
    try {
      if (!(await this.sync.level())) return;
    } catch (error) {
      // Refused for good, which a new connection may change; a sign-in that has ended does not come here again.
      if (!isAboutSignIn(toChatError(error))) this.connection.suspect();
      return;
    }
    this.connection.settled();
    store.set({ connection: { status: 'online' } });
    this.#detours.abort();
    this.#detours = new AbortController();
    this.outbox.flush();
    this.reads.flush();
    void this.#delivered.flush();
  }

  /** By the socket when it is there, by REST when it is not. */
  async #send({ id, conversationId, messageType, content, media, unlessAnsweredAfter }: OutboxEntry) {
    this.typing.stopped(conversationId);
    const message = {
      conversationId,
      messageType,
      clientMessageId: id,
      ...(content === '' ? {} : { content }),
      ...(media ? { mediaId: media._id } : {}),
      ...(unlessAnsweredAfter === undefined ? {} : { unlessAnsweredAfter }),
    };
    if (this.connection.connected) return this.connection.ask('message:send', message);
    const { signal } = this.#detours;
    return this.#parts.rest.sendMessage(message, { signal }).catch((error) => {
      // Broken off for a better door, which does not say whether it has arrived.
      throw signal.aborted ? networkError(error) : error;
    });
  }

  #listen(): void {
    const { model } = this;
    this.connection.socket
      .on('message:new', (message) => model.addMessages([message]))
      .on('message:sent', (message) => model.addMessages([message]))
      .on('notification:new-message', ({ message, unreadCount }) => model.addMessages([message], unreadCount))
      .on('message:read', (receipt) => model.addReceipt('read', receipt, receipt.readAt))
      .on('message:delivered', (receipt) => model.addReceipt('delivered', receipt, receipt.deliveredAt))
      .on('unread:update', ({ conversationId, unreadCount, lastSeq }) =>
        model.setUnread(conversationId, unreadCount, lastSeq ?? model.list.get(conversationId)?.lastSeq ?? 0),
      )
      .on('conversation:updated', (conversation) => model.addConversations([conversation], model.list.now()))
      .on('media:updated', (media) => model.updateMedia(media))
      .on('user:online', ({ userId }) => model.setPresence(userId, true, null))
      .on('user:offline', ({ userId, lastSeen }) => model.setPresence(userId, false, lastSeen))
      // By the event rather than the answer: events keep their order among each other.
      .on('conversation:joined', ({ conversationId, viewers }) => {
        if (viewers) model.setViewers(conversationId, viewers);
      })
      .on('conversation:viewers', ({ conversationId, viewers }) => model.setViewers(conversationId, viewers))
      .on('typing:user-typing', (typing) => this.#typists.started(typing))
      .on('typing:user-stopped', (typing) => this.#typists.stopped(typing));
  }
}

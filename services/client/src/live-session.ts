import type { Media, Profile } from '@samvad/contract';
import type { Auth } from './auth/auth.js';
import { isAboutSignIn, networkError, toChatError } from './chat-error.js';
import { HistoryKeeper } from './history/history-keeper.js';
import type { Settings } from './options.js';
import { Outbox, type UploadHooks } from './outbox/outbox.js';
import type { Rest } from './rest/rest.js';
import { Connection } from './socket/connection.js';
import { ChatModel } from './store/chat-model.js';
import type { ChatState, OutboxEntry, OutboxFile } from './store/chat-state.js';
import type { Store } from './store/store.js';
import { DeliveredReceipts } from './sync/delivered-receipts.js';
import { GapFiller } from './sync/gap-filler.js';
import { MediaWatch } from './sync/media-watch.js';
import { ReadReceipts } from './sync/read-receipts.js';
import { Synchroniser } from './sync/synchroniser.js';
import { TypingSignal } from './typing/typing-signal.js';
import { Typists } from './typing/typists.js';
import type { SendUpload } from './uploads/send-upload.js';
import { shrinkImage } from './uploads/shrink-image.js';
import { attemptUpload } from './uploads/upload.js';

interface Parts {
  settings: Settings;
  auth: Auth;
  rest: Rest;
  store: Store<ChatState>;
  sendUpload: SendUpload;
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
  readonly history: HistoryKeeper;
  /** Resolves when the history that was kept is shown. */
  readonly shown: Promise<void>;
  /** Resolves when that, and what waits in the outbox, is. */
  readonly started: Promise<unknown>;
  readonly #gaps: GapFiller;
  readonly #delivered: DeliveredReceipts;
  readonly #typists: Typists;
  readonly #media: MediaWatch;
  #closed = false;
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
      upload: (about, file, hooks) => this.#upload(about, file, hooks),
      shrink: (file) => shrinkImage(file),
      endUpload: (uploadId) => void this.#endUpload(uploadId),
      onChange: (entries) => this.model.setOutbox(entries),
      onStored: (message) => this.model.addMessages([message]),
    });
    this.history = new HistoryKeeper(person.id, settings, store);
    this.#gaps = new GapFiller(this.model, this.connection, rest);
    this.sync = new Synchroniser(
      { ...{ model: this.model, connection: this.connection, rest, gaps: this.#gaps }, history: this.history },
      settings,
    );
    this.reads = new ReadReceipts(this.model, this.connection, rest);
    this.#delivered = new DeliveredReceipts(this.connection, settings);
    this.typing = new TypingSignal(this.connection, settings);
    this.#typists = new Typists(this.model, settings.timings.typingExpiry);
    this.#listen();
    this.#media = new MediaWatch(this.model, rest, settings);
    this.shown = this.#start();
    this.started = Promise.all([this.outbox.load(), this.shown]);
  }

  /** The person has signed out, or was: nothing of what was shown stays. */
  forget(): void {
    void this.history.clear();
    this.close();
  }

  close(): void {
    this.#closed = true;
    this.history.close();
    this.#media.close();
    this.reads.close();
    this.#detours.abort();
    this.outbox.close();
    this.typing.close();
    this.connection.close();
    this.sync.close();
    this.#gaps.close();
    this.#delivered.close();
    this.#typists.clear();
  }

  /** What was shown last comes first: what the server says then counts more. */
  async #start(): Promise<void> {
    if (this.#parts.settings.history) {
      const cached = await this.history.conversations();
      if (this.#closed) return;
      const { list } = this.model;
      this.model.addConversations(
        cached.filter(({ _id }) => !list.get(_id)),
        list.now(),
      );
      if (cached.length > 0) this.model.listIsReady();
      this.history.start();
    }
    if (!this.model.isReady) void this.sync.beginList();
    this.connection.start();
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
    void this.#media.look();
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

  #upload({ name, type, uploadId }: OutboxFile, file: Blob, hooks: UploadHooks): Promise<Media> {
    const { signal, onUpload, onProgress } = hooks;
    const options = { name, type, uploadId, signal, onUpload };
    const { rest, sendUpload } = this.#parts;
    return attemptUpload(
      file,
      { ...options, onProgress: (sent, total) => onProgress(total > 0 ? sent / total : 0) },
      rest,
      sendUpload,
    );
  }

  async #endUpload(uploadId: string): Promise<void> {
    const { endUpload } = await import('./uploads/resumable.js');
    // The server forgets it by itself after a day.
    await endUpload(uploadId, this.#parts.sendUpload).catch(() => {});
  }

  #listen(): void {
    const { model } = this;
    this.connection.socket
      .on('message:new', (message) => model.addMessages([message]))
      .on('message:sent', (message) => model.addMessages([message]))
      .on('notification:new-message', ({ message, ...unread }) => model.addMessages([message], unread))
      .on('message:read', (receipt) => model.addReceipt('read', receipt, receipt.readAt))
      .on('message:delivered', (receipt) => model.addReceipt('delivered', receipt, receipt.deliveredAt))
      .on('unread:update', (unread) => model.setUnread(unread.conversationId, unread))
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

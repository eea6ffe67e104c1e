import type { Conversation, LoginBody, Media, Message, Profile, RegisterBody } from '@samvad/contract';
import { Auth } from './auth/auth.js';
import { signedOutError } from './chat-error.js';
import { LiveSession } from './live-session.js';
import { newMessageId } from './message-id.js';
import { type ChatClientOptions, toSettings } from './options.js';
import { Http } from './rest/http.js';
import { Rest } from './rest/rest.js';
import { comparableOf, comparableOfServer, differences, fingerprint } from './state-check.js';
import { type ChatState, initialState } from './store/chat-state.js';
import { Store } from './store/store.js';
import { type DraftFile, toBlob, toOutboxFile } from './uploads/draft-file.js';
import { type SendUpload, uploadSender } from './uploads/send-upload.js';
import { upload } from './uploads/upload.js';
import type { UploadOptions, UploadSource } from './uploads/upload-source.js';

/** A message on its way. */
export interface Sending {
  /** Names it in the store, for `retry` and `discard`, and to the server. */
  readonly clientMessageId: string;
  /** Resolves when the server has stored it; rejects when it is refused or discarded. Nobody need listen. */
  readonly stored: Promise<Message>;
}

export interface Draft {
  /** 1 to 4,000 characters; with a media an optional caption. */
  content?: string;
  /** What `upload` has resolved with. */
  media?: Media;
  /** A file that is kept with the message, uploaded, and sent with it. Instead of `media`. */
  file?: DraftFile;
  /** Agents and admins: fails with `ALREADY_ANSWERED` if a colleague has written after this `seq`. */
  unlessAnsweredAfter?: number;
  /** Its own, to be able to repeat the call itself; by default a new one. */
  clientMessageId?: string;
}

export interface StateCheck {
  isEqual: boolean;
  /** In words, one for each difference. */
  differences: string[];
}

/** Makes a client. Nothing happens until `restore`, `login` or `register`. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  return new ChatClient(options);
}

/** The one object a user interface talks to. Its state is in `store`; what changes it are the methods here. */
export class ChatClient {
  readonly store = new Store<ChatState>(initialState);
  readonly rest: Rest;
  readonly #settings;
  readonly #http: Http;
  readonly #auth: Auth;
  readonly #sendUpload: SendUpload;
  #session: LiveSession | undefined;
  #closed = false;

  constructor(options: ChatClientOptions) {
    this.#settings = toSettings(options);
    this.#http = new Http(this.#settings);
    this.#auth = new Auth(this.#http, this.#settings, {
      onPerson: (person) => this.#onPerson(person),
      onToken: (token) => this.#session?.connection.renew(token),
    });
    this.rest = new Rest(this.#http, this.#auth);
    this.#sendUpload = uploadSender(this.#http, this.#auth, this.#settings);
  }

  readonly auth = {
    /** A new customer. Rejects with `CONFLICT` when the phone has an account, `VALIDATION`, `RATE_LIMITED`. */
    register: (body: RegisterBody): Promise<Profile> => this.#auth.register(body),
    /** Rejects with `UNAUTHORIZED` for a wrong phone or password. */
    login: (body: LoginBody): Promise<Profile> => this.#auth.login(body),
    /** Carries on with the stored sign-in, without waiting for the network; undefined when there is none. */
    restore: async (): Promise<Profile | undefined> => {
      const person = await this.#auth.restore();
      // What was kept is shown by then.
      await this.#session?.started;
      return person;
    },
    /** Ends the sign-in, and forgets what was not sent yet and what was shown. */
    logout: async (): Promise<void> => {
      // First: whoever leaves the page in the middle of the rest is signed out all the same.
      await this.#auth.forgetStored();
      await Promise.all([this.#session?.outbox.clear(), this.#session?.history.clear()]);
      await this.#auth.logout();
    },
    /** An access token that works now, for requests of one's own. */
    token: (): Promise<string> => this.#auth.token(),
  };

  /** A customer's way in: its open conversation, or a new one. */
  async startConversation(body: { subject?: string; message?: string } = {}): Promise<Conversation> {
    const { model } = this.#live;
    const asOf = model.list.now();
    const clientMessageId = body.message === undefined ? {} : { clientMessageId: newMessageId() };
    // Twice is as good as once: the second time it is the one that is open, with the message it has.
    const conversation = await this.#http.repeat(() => this.rest.openConversation({ ...body, ...clientMessageId }));
    model.addConversations([conversation], asOf);
    return conversation;
  }

  /** Shows a conversation: its latest messages, and everything that comes. Rejects with `NOT_FOUND`. */
  async open(conversationId: string): Promise<void> {
    const { shown, sync } = this.#live;
    await shown;
    return sync.open(conversationId);
  }

  leave(conversationId: string): void {
    const { model, connection, typing } = this.#live;
    typing.stopped(conversationId);
    model.close(conversationId);
    // If it does not arrive, a few messages come that nobody shows.
    connection.ask('conversation:leave', { conversationId }).catch(() => {});
  }

  /** One page of older messages of an open conversation. */
  loadOlder(conversationId: string): Promise<void> {
    return this.#live.sync.loadOlder(conversationId);
  }

  /** Queues a message; it is in the store at once, and is sent as soon as it can be, also after a reload. */
  send(conversationId: string, draft: Draft): Sending {
    const { content = '', media = null, file, unlessAnsweredAfter, clientMessageId = newMessageId() } = draft;
    const blob = file && toBlob(file);
    const stored = this.#live.outbox.add(
      {
        id: clientMessageId,
        conversationId,
        messageType: media?.type ?? file?.type ?? 'text',
        content,
        media,
        ...(file && blob ? { file: toOutboxFile(file, blob) } : {}),
        ...(unlessAnsweredAfter === undefined ? {} : { unlessAnsweredAfter }),
      },
      blob,
    );
    return { clientMessageId, stored };
  }

  /**
   * Sends a `failed` message again, under the same clientMessageId. `anyway`: one that failed with `ALREADY_ANSWERED`,
   * whatever colleagues have written.
   */
  retry(clientMessageId: string, options: { anyway?: boolean } = {}): void {
    this.#live.outbox.retry(clientMessageId, options);
  }

  /** Forgets a message that is `queued` or `failed`; its upload is given up. */
  discard(clientMessageId: string): void {
    this.#live.outbox.discard(clientMessageId);
  }

  /**
   * The file that goes with a message of this device: for showing it while it is uploaded, and until the server has made
   * its own pictures of it. After a reload only of messages that are not sent yet.
   */
  fileOf(clientMessageId: string): Blob | undefined {
    return this.#session?.outbox.fileOf(clientMessageId);
  }

  /** Uploads a file, to be sent with `send`. See `UploadOptions`. */
  upload(file: UploadSource, options: UploadOptions): Promise<Media> {
    return upload(file, options, this.rest, this.#sendUpload);
  }

  /** Everything that is here of the conversation has been read. Told later if there is no network. */
  markRead(conversationId: string): Promise<void> {
    return this.#live.reads.markRead(conversationId);
  }

  /** To be called at every key: the others are told at most every 3 s, and 4 s after the last that it has ended. */
  typing(conversationId: string): void {
    this.#live.typing.typed(conversationId);
  }

  /** Connects now rather than at the end of a wait: for platforms without `online` events, when the app is shown. */
  wake(): void {
    this.#session?.connection.wake();
  }

  /** A fingerprint of the conversations, the open ones' messages and the unread counts. */
  stateHash(): string {
    return fingerprint(comparableOf(this.store.getSnapshot()));
  }

  /** The same of what the server answers. Reads everything again: for tests and for finding faults. */
  async serverStateHash(): Promise<string> {
    return fingerprint(await comparableOfServer(this.store.getSnapshot(), this.rest));
  }

  /** Compares with the server. Differences that a message on its way explains are gone when asked again. */
  async checkState(): Promise<StateCheck> {
    const server = await comparableOfServer(this.store.getSnapshot(), this.rest);
    const found = differences(comparableOf(this.store.getSnapshot()), server);
    return { isEqual: found.length === 0, differences: found };
  }

  /** Ends everything. What is not sent yet stays in the outbox's store. */
  close(): void {
    this.#closed = true;
    this.#session?.close();
    this.#session = undefined;
    this.#auth.close();
    this.#http.close();
    this.store.set({ connection: { status: 'offline' } });
  }

  get #live(): LiveSession {
    if (!this.#session) throw signedOutError();
    return this.#session;
  }

  #onPerson(person: Profile | null): void {
    if (!person) this.#session?.forget();
    this.#session?.close();
    this.#session = undefined;
    if (!person || this.#closed) {
      this.store.set(initialState);
      return;
    }
    this.store.set({ connection: { status: 'connecting' } });
    const parts = {
      settings: this.#settings,
      auth: this.#auth,
      rest: this.rest,
      store: this.store,
      sendUpload: this.#sendUpload,
    };
    this.#session = new LiveSession(person, parts);
  }
}

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
  }

  readonly auth = {
    /** A new customer. Rejects with `CONFLICT` when the phone has an account, `VALIDATION`, `RATE_LIMITED`. */
    register: (body: RegisterBody): Promise<Profile> => this.#auth.register(body),
    /** Rejects with `UNAUTHORIZED` for a wrong phone or password. */
    login: (body: LoginBody): Promise<Profile> => this.#auth.login(body),
    /** Carries on with the stored sign-in, without waiting for the network; undefined when there is none. */
    restore: (): Promise<Profile | undefined> => this.#auth.restore(),
    /** Ends the sign-in, and forgets what was not sent yet. */
    logout: async (): Promise<void> => {
      await this.#session?.outbox.clear();
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
    const conversation = await this.rest.openConversation({ ...body, ...clientMessageId });
    model.addConversations([conversation], asOf);
    return conversation;
  }

  /** Shows a conversation: its latest messages, and everything that comes. Rejects with `NOT_FOUND`. */
  open(conversationId: string): Promise<void> {
    return this.#live.sync.open(conversationId);
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
  send(conversationId: string, { content = '', media, clientMessageId = newMessageId() }: Draft): Sending {
    const draft = {
      id: clientMessageId,
      conversationId,
      messageType: media?.type ?? ('text' as const),
      content,
      media: media ?? null,
    };
    return { clientMessageId, stored: this.#live.outbox.add(draft) };
  }

  /** Sends a `failed` message again, under the same clientMessageId. */
  retry(clientMessageId: string): void {
    this.#live.outbox.retry(clientMessageId);
  }

  /** Forgets a message that is not on its way. */
  discard(clientMessageId: string): void {
    this.#live.outbox.discard(clientMessageId);
  }

  /** Uploads a file, to be sent with `send`. See `UploadOptions`. */
  upload(file: UploadSource, options: UploadOptions): Promise<Media> {
    const [http, auth, rest, settings] = [this.#http, this.#auth, this.rest, this.#settings];
    return upload(file, options, { http, auth, rest, settings });
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
    this.#session?.close();
    this.#session = undefined;
    if (!person || this.#closed) {
      this.store.set(initialState);
      return;
    }
    this.store.set({ connection: { status: 'connecting' } });
    const parts = { settings: this.#settings, auth: this.#auth, rest: this.rest, store: this.store };
    this.#session = new LiveSession(person, parts);
  }
}

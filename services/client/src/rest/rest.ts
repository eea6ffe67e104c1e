import type {
  Conversation,
  ConversationStatus,
  ConversationsAnswer,
  LoadAnswer,
  ManagedPerson,
  MarkedRead,
  Media,
  MediaCheckAnswer,
  MediaType,
  Message,
  MessagesAnswer,
  PeopleAnswer,
  PeopleQuery,
  Profile,
  PushSubscriptionBody,
  RegisterBody,
  Role,
  SendMessage,
  UpdateUserBody,
} from '@samvad/contract';
import type { Auth } from '../auth/auth.js';
import { isAboutSignIn, toChatError } from '../chat-error.js';
import type { Http, RequestOptions } from './http.js';

type Data<T> = { data: T };
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface ConversationFilter {
  /** 1 to 100; default 20. */
  limit?: number;
  cursor?: string;
  status?: ConversationStatus;
  /** Searches names, subjects and message text. */
  q?: string;
  /** Only this customer's. */
  userId?: string;
  /** Only this agent's; `none` for those without an agent. */
  assignedSupportId?: string;
}

/** Every endpoint, as the person who is signed in. All reject with `ChatError`; only reading is retried. */
export class Rest {
  readonly #http: Http;
  readonly #auth: Auth;

  constructor(http: Http, auth: Auth) {
    this.#http = http;
    this.#auth = auth;
  }

  me(): Promise<Profile> {
    return this.#data('GET', '/users/me');
  }

  /** Admins only. */
  createUser(body: RegisterBody & { role: Role }): Promise<Profile> {
    return this.#data('POST', '/admin/users', { body });
  }

  /** Admins only: everybody, by name. `q`: part of a name, or the beginning of a phone number. */
  people(query: PeopleQuery = {}): Promise<PeopleAnswer> {
    return this.call('GET', '/admin/users', { query });
  }

  /** Admins only. A new role, a new password and `isActive: false` end every sign-in of the person. */
  updatePerson(id: string, body: UpdateUserBody): Promise<ManagedPerson> {
    return this.#data('PATCH', `/admin/users/${encodeURIComponent(id)}`, { body });
  }

  /** Admins only: ends every connection of the person, whose devices may come back. */
  async forceOffline(id: string): Promise<void> {
    await this.call('POST', `/admin/users/${encodeURIComponent(id)}/force-offline`);
  }

  /** Admins only: what each active agent has to do, and what nobody has taken. */
  load(): Promise<LoadAnswer['data']> {
    return this.#data('GET', '/admin/load');
  }

  /** Agents and admins: those to whom a conversation can be assigned, by name. */
  agents(): Promise<Profile[]> {
    return this.#data('GET', '/chat/agents');
  }

  /** Newest first. `cursor`: the `nextCursor` of the page before. */
  conversations(query: ConversationFilter = {}): Promise<ConversationsAnswer> {
    return this.call('GET', '/chat/conversations', { query });
  }

  conversation(id: string): Promise<Conversation> {
    return this.#data('GET', `/chat/conversations/${encodeURIComponent(id)}`);
  }

  /** A customer's still open conversation is answered with instead of a new one. */
  openConversation(body: { subject?: string; message?: string; clientMessageId?: string } = {}): Promise<Conversation> {
    return this.#data('POST', '/chat/conversations', { body });
  }

  /** Agents and admins. */
  updateConversation(
    id: string,
    body: { status?: ConversationStatus; assignedSupportId?: string | null },
  ): Promise<Conversation> {
    return this.#data('PATCH', `/chat/conversations/${encodeURIComponent(id)}`, { body });
  }

  /** Everything up to `upToSeq`, or up to now, is read. */
  markRead(id: string, body: { upToSeq?: number } = {}): Promise<MarkedRead> {
    return this.#data('POST', `/chat/conversations/${encodeURIComponent(id)}/read`, { body });
  }

  /** Ascending `seq`; without `before` and `after` the last ones. `limit` 1 to 200. */
  messages(
    conversationId: string,
    query: { limit?: number; before?: number; after?: number } = {},
  ): Promise<MessagesAnswer> {
    return this.call('GET', `/chat/messages/${encodeURIComponent(conversationId)}`, { query });
  }

  /** Give a `clientMessageId` to be able to repeat it. Most want `client.send`, which does so by itself. */
  sendMessage({ conversationId, ...body }: SendMessage, { signal }: { signal?: AbortSignal } = {}): Promise<Message> {
    return this.#data('POST', `/chat/messages/${encodeURIComponent(conversationId)}`, { body, signal });
  }

  /** The media with fresh urls. */
  media(id: string): Promise<Media> {
    return this.#data('GET', `/chat/media/${encodeURIComponent(id)}`);
  }

  /** Whether an upload would be taken, as far as can be said before its bytes are seen. `size` in bytes. */
  checkMedia(
    body: { type: MediaType; size: number; format?: string },
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<MediaCheckAnswer['data']> {
    return this.#data('POST', '/chat/media/check', { body, signal });
  }

  /** The `applicationServerKey` to subscribe with. `NOT_FOUND` where the server sends no push messages. */
  async pushKey(): Promise<string> {
    return (await this.#data<{ publicKey: string }>('GET', '/push/key')).publicKey;
  }

  /** What `PushSubscription.toJSON()` says; again with the same endpoint replaces. Resolves with its id. */
  async addPushSubscription(body: PushSubscriptionBody): Promise<string> {
    return (await this.#data<{ _id: string }>('POST', '/push/subscriptions', { body }))._id;
  }

  /** To be called before signing out, while there is a token. */
  async removePushSubscription(endpoint: string): Promise<void> {
    await this.call('DELETE', '/push/subscriptions', { body: { endpoint } });
  }

  async #data<T>(method: Method, path: string, options?: RequestOptions): Promise<T> {
    return (await this.call<Data<T>>(method, path, options)).data;
  }

  /** Any other path below `/api/v1`, with the token; one that is no longer taken is refreshed, once. */
  async call<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
    const attempt = (token: string) => {
      const signed = { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } };
      return method === 'GET' ? this.#http.get<T>(path, signed) : this.#http.send<T>(method, path, signed);
    };
    const token = await this.#auth.token();
    try {
      return await attempt(token);
    } catch (error) {
      if (!isAboutSignIn(toChatError(error))) throw error;
      return attempt(await this.#auth.token(token));
    }
  }
}

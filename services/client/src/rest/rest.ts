import type {
  Conversation,
  ConversationStatus,
  ConversationsAnswer,
  MarkedRead,
  Media,
  MediaCheckAnswer,
  MediaType,
  Message,
  MessagesAnswer,
  Profile,
  RegisterBody,
  Role,
  SendMessage,
} from '@samvad/contract';
import type { Auth } from '../auth/auth.js';
import { isAboutSignIn, toChatError } from '../chat-error.js';
import type { Http, RequestOptions } from './http.js';

type Data<T> = { data: T };

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

  /** Newest first. `limit` 1 to 100; `cursor`: the `nextCursor` of the page before; `q` searches. */
  conversations(
    query: { limit?: number; cursor?: string; status?: ConversationStatus; q?: string } = {},
  ): Promise<ConversationsAnswer> {
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
  checkMedia(body: { type: MediaType; size: number; format?: string }): Promise<MediaCheckAnswer['data']> {
    return this.#data('POST', '/chat/media/check', { body });
  }

  async #data<T>(method: 'GET' | 'POST' | 'PATCH', path: string, options?: RequestOptions): Promise<T> {
    return (await this.call<Data<T>>(method, path, options)).data;
  }

  /** Any other path below `/api/v1`, with the token; one that is no longer taken is refreshed, once. */
  async call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, options: RequestOptions = {}): Promise<T> {
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

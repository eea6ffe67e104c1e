import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import type { Wire } from '../rest.js';
import { conversationId, customer, DeskOfOne } from './desk-of-one.js';

/** Something that the client has done. */
export interface Deed {
  at: number;
  /** A socket event, `connect`, `refused`, or a REST call such as `POST /users/login`. */
  what: string;
  payload: Wire;
}

/** A server with one customer, one agent and one conversation, that notes all that the client does. */
export class Peer {
  readonly desk = new DeskOfOne();
  readonly deeds: Deed[] = [];
  readonly faults: string[] = [];
  /** What to answer a send with instead of storing and acknowledging it. Used up by one send. */
  onSend: ((socket: Socket) => void) | undefined;
  socket: Socket | undefined;
  readonly #http = createServer((request, response) => {
    this.#rest(request, response).catch((error) => {
      this.faults.push(`${request.method} ${request.url}: ${error}`);
      response.destroy();
    });
  });
  readonly #io = new Server(this.#http, { serveClient: false });
  readonly #tokens = new Map<string, number>();
  #refreshToken = '';
  #made = 0;
  #wake: (() => void)[] = [];

  /** @param tokenLife seconds: short, so that a run sees a renewal */
  constructor(readonly tokenLife: number) {}

  async listen(port: number): Promise<string> {
    this.#io.use((socket, next) => {
      const { token } = socket.handshake.auth;
      if ((this.#tokens.get(token) ?? 0) > Date.now()) return next();
      const code = this.#tokens.has(token) ? 'TOKEN_EXPIRED' : 'UNAUTHORIZED';
      this.#note('refused', { code });
      next(Object.assign(new Error(code), { data: { code, message: code } }));
    });
    this.#io.on('connection', (socket) => this.#connected(socket));
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await this.#io.close();
    this.#http.closeAllConnections();
  }

  /** The first deed that fits, also one that is done already. Rejects after `ms`. */
  async until(fits: (deed: Deed) => boolean, what: string, ms: number): Promise<Deed> {
    const end = Date.now() + ms;
    for (;;) {
      const found = this.deeds.find(fits);
      if (found) return found;
      if (Date.now() > end) throw new Error(`${what} was not seen within ${ms / 1_000} s`);
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
        setTimeout(resolve, 200);
      });
    }
  }

  /** Resolves when the client has done nothing for `ms`. */
  async quiet(ms: number): Promise<void> {
    while (Date.now() - (this.deeds.at(-1)?.at ?? 0) < ms) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  #note(what: string, payload: Wire): void {
    this.deeds.push({ at: Date.now(), what, payload });
    for (const wake of this.#wake.splice(0)) wake();
  }

  #connected(socket: Socket): void {
    this.socket = socket;
    this.#note('connect', { token: socket.handshake.auth.token });
    socket.onAny((event: string, ...args: unknown[]) => {
      const ack = typeof args.at(-1) === 'function' ? (args.pop() as (answer: Wire) => void) : () => {};
      const [payload] = args as Wire[];
      const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
      if (args.length !== 1 || !isObject) this.faults.push(`${event} came with ${JSON.stringify(args).slice(0, 100)}`);
      this.#note(event, payload ?? {});
      if (event === 'message:send' && this.onSend) {
        const instead = this.onSend;
        this.onSend = undefined;
        return instead(socket);
      }
      const data = this.#answer(socket, event, payload ?? {});
      const error = { code: 'VALIDATION', message: 'There is no such event' };
      ack(data === undefined ? { ok: false, error } : { ok: true, data });
    });
  }

  #answer(socket: Socket, event: string, payload: Wire): Wire {
    const missing = (after: number) => ({
      lastSeq: this.desk.messages.length,
      missed: this.desk.after(after),
      hasMore: false,
    });
    switch (event) {
      case 'conversation:join': {
        const joined = { conversationId, ...missing(payload.afterSeq ?? this.desk.messages.length) };
        socket.emit('conversation:joined', joined);
        return joined;
      }
      case 'sync': {
        const known = payload.conversations?.[conversationId];
        const conversations = known === undefined ? {} : { [conversationId]: missing(known) };
        const { unreadCount } = this.desk.counts();
        return { conversations, unread: { [conversationId]: unreadCount }, unreadTotal: unreadCount };
      }
      case 'message:send': {
        const stored = this.desk.clientSays(payload.content, payload.clientMessageId ?? null);
        socket.emit('message:new', stored);
        socket.emit('message:sent', stored);
        return stored;
      }
      case 'message:read':
      case 'conversation:mark-all-read':
        return this.desk.markRead();
      case 'message:delivered':
        return { conversationId, upToSeq: payload.seq };
      case 'auth:refresh':
        return this.#tokens.has(payload.token) ? { expiresIn: this.tokenLife } : undefined;
      case 'conversation:leave':
      case 'typing:start':
      case 'typing:stop':
        return { conversationId };
      default:
        return undefined;
    }
  }

  #signIn(): Wire {
    this.#made += 1;
    const token = `${Buffer.from('{"alg":"none"}').toString('base64url')}.token-${this.#made}.x`;
    this.#tokens.set(token, Date.now() + this.tokenLife * 1_000);
    this.#refreshToken = `refresh-${this.#made}`;
    return {
      token,
      refreshToken: this.#refreshToken,
      expiresIn: this.tokenLife,
      user: { ...customer, phone: '+919800000101' },
    };
  }

  async #rest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url ?? '/', 'http://peer');
    const what = `${request.method} ${url.pathname.replace('/api/v1', '')}`;
    const say = (status: number, body: Wire) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const refuse = (statusCode: number, code: string) =>
      say(statusCode, { statusCode, code, error: code, message: code, requestId: 'peer' });
    const isJson = request.headers['content-type']?.startsWith('application/json');
    const body: Wire = text === '' || !isJson ? {} : JSON.parse(text);
    this.#note(what, { ...body, query: Object.fromEntries(url.searchParams) });
    if (what === 'POST /users/login' || what === 'POST /users/register') {
      return void say(what.endsWith('login') ? 200 : 201, this.#signIn());
    }
    if (what === 'POST /users/refresh') {
      const isNewest = body.refreshToken === this.#refreshToken;
      if (!isNewest) this.faults.push(`a refresh token that is not the newest: ${body.refreshToken}`);
      return void (isNewest ? say(200, this.#signIn()) : refuse(401, 'UNAUTHORIZED'));
    }
    // Whatever the harness around the client says that is on its screen.
    if (what === 'POST /conformance/shown') return void say(200, { data: {} });
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (!((this.#tokens.get(token) ?? 0) > Date.now())) {
      return void refuse(401, this.#tokens.has(token) ? 'TOKEN_EXPIRED' : 'UNAUTHORIZED');
    }
    const answer = this.#signedIn(what, url, body);
    if (answer) say(...answer);
    else refuse(404, 'NOT_FOUND');
  }

  #signedIn(what: string, url: URL, body: Wire): [number, Wire] | undefined {
    const { desk } = this;
    switch (what) {
      case 'GET /users/me':
        return [200, { data: customer }];
      case 'GET /chat/conversations':
        return [200, { data: [desk.conversation()], pagination: { limit: 20, hasMore: false, nextCursor: null } }];
      case 'POST /chat/conversations':
      case `GET /chat/conversations/${conversationId}`:
        return [200, { data: desk.conversation() }];
      case `POST /chat/conversations/${conversationId}/read`:
        return [200, { data: desk.markRead() }];
      case `GET /chat/messages/${conversationId}`: {
        const data = desk.after(Number(url.searchParams.get('after') ?? 0)).slice(-50);
        const pagination = {
          limit: 50,
          hasMore: false,
          oldestSeq: data[0]?.seq ?? null,
          newestSeq: data.at(-1)?.seq ?? null,
        };
        return [200, { data, pagination }];
      }
      case `POST /chat/messages/${conversationId}`: {
        const stored = desk.clientSays(body.content, body.clientMessageId ?? null);
        this.socket?.emit('message:new', stored);
        this.socket?.emit('message:sent', stored);
        return [201, { data: stored }];
      }
      default:
        return undefined;
    }
  }
}

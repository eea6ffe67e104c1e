import type {
  Ack,
  ClientAnswer,
  ClientEvent,
  ClientPayload,
  ClientToServerEvents,
  ServerToClientEvents,
} from '@samvad/contract';
import { io, type Socket } from 'socket.io-client';
import type { Auth } from '../auth/auth.js';
import { backoff } from '../backoff.js';
import { ChatError, isAboutSignIn, networkError, timeoutError, toChatError } from '../chat-error.js';
import type { Settings } from '../options.js';
import type { ConnectionState } from '../store/chat-state.js';
import { watchNetwork } from './network-events.js';

interface Events {
  onState(state: ConnectionState): void;
  /** Connected; what was missed is still missing. */
  onConnect(): void;
}

/** What the server says when it refuses a connection. */
interface ConnectRefusal {
  code?: string;
  retryAfter?: number;
}

/**
 * The most that is waited (ms) after a node has said goodbye. It sends its clients away one by one: they need not spread themselves,
 * and whoever is away for less misses less.
 */
const afterGoodbye = 50;
/** Seconds: the server counts events by the second. */
const afterRateLimit = 1;

/**
 * One socket that is kept connected for as long as somebody is signed in. It reconnects by itself (full jitter), with a
 * token that is good, and takes a connection that does not answer for dead rather than wait for its ping.
 */
export class Connection {
  readonly #auth: Auth;
  readonly #settings: Settings;
  readonly #events: Events;
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #stopWatching: () => void;
  #wanted = false;
  #attempt = 0;
  #notBefore = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The token the server has refused: it is not tried again. */
  #refusedToken: string | undefined;
  #usedToken: string | undefined;

  constructor(auth: Auth, settings: Settings, events: Events) {
    this.#auth = auth;
    this.#settings = settings;
    this.#events = events;
    this.socket = io(settings.socketUrl, {
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      transports: settings.transports,
      tryAllTransports: true,
      timeout: settings.timings.connect,
      // Asked at every connection.
      auth: (give) => give({ token: this.#usedToken }),
    });
    this.socket.on('connect', () => {
      this.#refusedToken = undefined;
      this.#events.onConnect();
    });
    this.socket.on('connect_error', (error: Error & { data?: ConnectRefusal }) => this.#failed(error.data));
    this.socket.on('auth:expired', () => {
      this.#refusedToken = this.#usedToken;
    });
    this.socket.on('disconnect', (_reason, details) => this.#lost(isGoodbye(details)));
    this.#stopWatching = watchNetwork({ online: () => this.wake(), offline: () => this.suspect() });
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  start(): void {
    this.#wanted = true;
    this.#attempt = 0;
    this.#connect();
  }

  stop(): void {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.socket.disconnect();
  }

  /** Connects now instead of at the end of a wait: the network is back, the app is in front again. */
  wake(): void {
    // A server that asks to be left alone for a while is.
    if (!this.#wanted || this.connected || Date.now() < this.#notBefore) return;
    this.#attempt = 0;
    this.#connect();
  }

  /** It works: when it is lost, the first wait is short again. */
  settled(): void {
    this.#attempt = 0;
  }

  /** The connection has not answered: a new one will. */
  suspect(): void {
    // What is under way fails at once, and `disconnect` follows. Asking the transport to close would wait for its peer.
    if (this.connected) this.socket.disconnect();
  }

  /** A newer token: carries on with it. */
  renew(token: string): void {
    if (!this.connected || token === this.#usedToken) return;
    this.#usedToken = token;
    this.ask('auth:refresh', { token }).catch(() => {
      // Then the connection ends with the old token, and the next begins with this one.
    });
  }

  /**
   * Sends, and resolves with the answer's data. Rejects with what the server refuses with; with `NETWORK` or `TIMEOUT`
   * the outcome is unknown. Nothing is kept for later.
   */
  async ask<E extends ClientEvent>(event: E, payload: ClientPayload<E>): Promise<ClientAnswer<E>> {
    if (!this.connected) throw networkError();
    const answer = await new Promise<Ack<unknown>>((resolve, reject) => {
      // The event map's generics do not survive a generic event name.
      const socket = this.socket.timeout(this.#settings.timings.acknowledgement) as unknown as {
        emit(event: string, payload: unknown, ack: (error: Error | null, answer: Ack<unknown>) => void): void;
      };
      socket.emit(event, payload, (error, acknowledged) => {
        if (!error) resolve(acknowledged);
        else reject(this.connected ? timeoutError() : networkError(error));
      });
    }).catch((error) => {
      if (error.code === 'TIMEOUT') this.suspect();
      throw error;
    });
    if (!answer.ok) {
      const { code, message } = answer.error;
      // An acknowledgement does not say for how long.
      throw new ChatError(code, message, { retryAfter: code === 'RATE_LIMITED' ? afterRateLimit : undefined });
    }
    return answer.data as ClientAnswer<E>;
  }

  close(): void {
    this.stop();
    this.#stopWatching();
    this.socket.removeAllListeners();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    if (!this.#wanted || this.socket.active) return;
    this.#events.onState({ status: 'connecting' });
    this.#auth.token(this.#refusedToken).then(
      (token) => {
        if (!this.#wanted || this.socket.active) return;
        this.#usedToken = token;
        this.socket.connect();
      },
      (error) => {
        // A sign-in that has ended stops us; anything else passes.
        if (!isAboutSignIn(toChatError(error))) this.#again({ status: 'offline' });
      },
    );
  }

  #failed({ code, retryAfter = 0 }: ConnectRefusal = {}): void {
    // Ends the transport below, which a refusal leaves open.
    this.socket.disconnect();
    if (code === 'TOKEN_EXPIRED' || code === 'UNAUTHORIZED') {
      const freshToo = this.#refusedToken !== undefined;
      this.#refusedToken = this.#usedToken;
      if (!freshToo) {
        this.#again({ status: 'connecting' });
        return;
      }
    }
    this.#again(code ? { status: 'refused', code } : { status: 'offline' }, { atLeast: retryAfter * 1_000 });
  }

  #lost(goodbye: boolean): void {
    // Otherwise the library takes the socket for one that it will reconnect itself.
    this.socket.disconnect();
    const { reconnect } = this.#settings;
    this.#again({ status: 'offline' }, goodbye ? { wait: backoff(0, { ...reconnect, base: afterGoodbye }) } : {});
  }

  #again(state: ConnectionState, { atLeast = 0, wait = backoff(this.#attempt, this.#settings.reconnect) } = {}): void {
    if (!this.#wanted) return;
    this.#events.onState(state);
    clearTimeout(this.#timer);
    this.#notBefore = Date.now() + atLeast;
    this.#timer = setTimeout(() => this.#connect(), atLeast + wait);
    this.#attempt += 1;
  }
}

/** The server has closed the WebSocket as one does (RFC 6455, 7.1.4); where a node or a line has died nobody says goodbye. */
function isGoodbye(details: unknown): boolean {
  const { context } = (details ?? {}) as { context?: { wasClean?: boolean } };
  return context?.wasClean === true;
}

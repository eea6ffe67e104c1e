import {
  type Ack,
  type ClientAnswer,
  type ClientEvent,
  type ClientPayload,
  clientEvents,
  type ServerEvent,
  type ServerPayload,
  serverEvents,
} from '@samvad/contract';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

const patience = 10_000;

const compile = (schemas: [string, TSchema][]) =>
  new Map<string, Validator>(schemas.map(([name, schema]) => [name, Compile(schema)]));
const payloads = compile(Object.entries(serverEvents));
const answers = compile(Object.entries(clientEvents).map(([event, { answer }]) => [event, answer]));

/** What `ask` rejects with when the server refuses. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** What `connected` rejects with; `data` as the client library hands it over. */
export class ConnectRefused extends Error {
  constructor(
    message: string,
    readonly data: { code?: string; retryAfter?: number } | undefined,
  ) {
    super(message);
  }
}

export type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/**
 * One device. It keeps everything it is sent, in order, and checks every payload and every answer against the schemas
 * that the reference is made from: one that does not fit ends the test file.
 */
export class ChatClient {
  readonly socket: Socket;
  /** Every event since the start, or since `forget`. */
  readonly log: { event: ServerEvent; payload: unknown }[] = [];
  /** Resolves with the reason of the first disconnection. */
  readonly ended: Promise<string>;
  readonly #waiting = new Set<() => void>();

  constructor(port: number, token: unknown, options: ClientOptions = {}) {
    this.socket = io(`http://127.0.0.1:${port}`, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...options,
    });
    this.socket.onAny((event: ServerEvent, payload: unknown) => {
      assertFits(payloads.get(event), event, payload);
      this.log.push({ event, payload });
      for (const check of [...this.#waiting]) check();
    });
    this.ended = new Promise((resolve) => {
      this.socket.once('disconnect', resolve);
    });
  }

  /** Rejects with `ConnectRefused`. */
  connected(): Promise<this> {
    if (this.socket.connected) return Promise.resolve(this);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => done(new Error('neither connected nor refused')), patience);
      const done = (error?: Error) => {
        clearTimeout(timer);
        this.socket.off('connect', connect);
        this.socket.off('connect_error', refused);
        if (error) reject(error);
        else resolve(this);
      };
      const connect = () => done();
      const refused = (error: Error & { data?: object }) => done(new ConnectRefused(error.message, error.data));
      this.socket.on('connect', connect);
      this.socket.on('connect_error', refused);
    });
  }

  /** Sends an event and resolves with the acknowledgement's data. Rejects with `Refused`. */
  async ask<E extends ClientEvent>(event: E, payload: ClientPayload<E>): Promise<ClientAnswer<E>> {
    const answer = await this.attempt(event, payload);
    if (!answer.ok) throw new Refused(answer.error.code, answer.error.message);
    return answer.data as ClientAnswer<E>;
  }

  /** Sends whatever it is given and resolves with the acknowledgement. Rejects when there is none within `timeout` ms. */
  async attempt(event: string, payload: unknown, timeout = patience): Promise<Ack<unknown>> {
    const answer = (await this.socket.timeout(timeout).emitWithAck(event, payload)) as Ack<unknown>;
    if (answer.ok) assertFits(answers.get(event), `the answer to ${event}`, answer.data);
    else if (typeof answer.error.code !== 'string' || typeof answer.error.message !== 'string') {
      throw new Error(`not an error of the contract: ${JSON.stringify(answer)}`);
    }
    return answer;
  }

  /** The code a request is refused with; undefined when it is not. */
  async codeOf(event: string, payload: unknown): Promise<string | undefined> {
    const answer = await this.attempt(event, payload);
    return answer.ok ? undefined : answer.error.code;
  }

  send(conversationId: string, content: string, clientMessageId?: string) {
    const id = clientMessageId === undefined ? {} : { clientMessageId };
    return this.ask('message:send', { conversationId, messageType: 'text', content, ...id });
  }

  /** Without an acknowledgement. */
  fire(event: string, ...args: unknown[]): void {
    this.socket.emit(event, ...args);
  }

  received<E extends ServerEvent>(event: E): ServerPayload<E>[] {
    return this.log.filter((one) => one.event === event).map((one) => one.payload as ServerPayload<E>);
  }

  /** The first event of this name that fits, also one that has come already. */
  async waitFor<E extends ServerEvent>(
    event: E,
    predicate: (payload: ServerPayload<E>) => boolean = () => true,
    timeout = patience,
  ): Promise<ServerPayload<E>> {
    await this.until(
      () => this.received(event).some(predicate),
      () => `${event} did not come; what came: ${JSON.stringify(this.log.slice(-8))}`,
      timeout,
    );
    return this.received(event).find(predicate) as ServerPayload<E>;
  }

  /** Resolves when `check` holds; it is asked again after every event. */
  until(check: () => boolean, what: () => string = () => 'the condition', timeout = patience): Promise<void> {
    if (check()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(again);
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(what()));
      }, timeout);
      const again = () => {
        if (!check()) return;
        done();
        resolve();
      };
      this.#waiting.add(again);
    });
  }

  /** Only what comes from now on counts. */
  forget(): void {
    this.log.length = 0;
  }

  close(): void {
    this.socket.disconnect();
  }
}

function assertFits(validator: Validator | undefined, what: string, payload: unknown): void {
  if (validator?.Check(payload)) return;
  const [first] = validator?.Errors(payload) ?? [];
  const why = validator ? `${first?.instancePath} ${first?.message}` : 'it is not in the contract';
  const error = new Error(`${what}: ${why}: ${JSON.stringify(payload)}`);
  // Past every handler, so that no test can overlook it.
  queueMicrotask(() => {
    throw error;
  });
}

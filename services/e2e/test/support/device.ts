import type {
  Ack,
  ClientAnswer,
  ClientEvent,
  ClientPayload,
  Message,
  ServerEvent,
  ServerPayload,
} from '@samvad/contract';
import { io, type Socket } from 'socket.io-client';

export interface Recorded {
  event: string;
  payload: unknown;
}

/** A phone or a browser tab: connects, reconnects, joins again, and writes down everything that it is told. */
export class Device {
  readonly socket: Socket;
  readonly log: Recorded[] = [];
  /** Messages by conversation, merged by seq: what a screen shows. */
  readonly shown = new Map<string, Message[]>();
  readonly #joined = new Set<string>();
  /** By conversation: everything up to here is known. Where to go on after a reconnect. */
  readonly #unbroken = new Map<string, number>();
  #wake: (() => void)[] = [];

  constructor(url: string, token: string, transports: string[] = ['websocket']) {
    this.socket = io(url, {
      auth: { token },
      transports,
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    this.socket.onAny((event: string, payload: unknown) => {
      this.log.push({ event, payload });
      if (event === 'message:new') this.#show(payload as Message);
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.socket.on('connect', () => {
      for (const conversationId of this.#joined) void this.#joinAgain(conversationId, this.socket.id);
    });
    this.socket.on('connect_error', () => {
      // Refused rather than unreachable: the library leaves it to us to come again.
      if (!this.socket.active) setTimeout(() => this.socket.connect(), 300);
    });
  }

  async connected(): Promise<this> {
    if (!this.socket.connected) await new Promise<void>((resolve) => this.socket.once('connect', () => resolve()));
    return this;
  }

  close(): void {
    this.socket.disconnect();
  }

  /** Rejects when nothing comes back in 4 s. */
  async ask<E extends ClientEvent>(event: E, payload: ClientPayload<E>): Promise<Ack<ClientAnswer<E>>> {
    return this.socket.timeout(4_000).emitWithAck(event, payload);
  }

  /** The same, for what must succeed. */
  async must<E extends ClientEvent>(event: E, payload: ClientPayload<E>): Promise<ClientAnswer<E>> {
    const answer = await this.ask(event, payload);
    if (!answer.ok) throw new Error(`${event}: ${answer.error.code} ${answer.error.message}`);
    return answer.data;
  }

  /** Joins, now and after every reconnect, and fetches what was missed. */
  async join(conversationId: string): Promise<void> {
    this.#joined.add(conversationId);
    const afterSeq = this.#unbroken.get(conversationId);
    const { missed, lastSeq, hasMore } = await this.must('conversation:join', {
      conversationId,
      ...(afterSeq === undefined ? {} : { afterSeq }),
    });
    if (afterSeq === undefined) this.#unbroken.set(conversationId, lastSeq);
    for (const message of missed) this.#show(message);
    if (hasMore) await this.join(conversationId);
  }

  /** What is refused for a while (Postgres is away) is asked again, for as long as this connection lives. */
  async #joinAgain(conversationId: string, connection: string | undefined): Promise<void> {
    while (this.socket.connected && this.socket.id === connection) {
      const joined = await this.join(conversationId).then(
        () => true,
        () => false,
      );
      if (joined) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** Waits for an event, also one that has come already. Rejects after `deadline` ms. */
  async waitFor<E extends ServerEvent>(
    event: E,
    matches: (payload: ServerPayload<E>) => boolean = () => true,
    deadline = 15_000,
  ): Promise<ServerPayload<E>> {
    const end = Date.now() + deadline;
    for (;;) {
      const found = this.received(event).find(matches);
      if (found) return found;
      if (Date.now() > end) throw new Error(`${event} did not come within ${deadline} ms`);
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
        setTimeout(resolve, 200);
      });
    }
  }

  received<E extends ServerEvent>(event: E): ServerPayload<E>[] {
    return this.log.filter((one) => one.event === event).map(({ payload }) => payload as ServerPayload<E>);
  }

  #show(message: Message): void {
    const { conversationId, seq } = message;
    const list = this.shown.get(conversationId) ?? [];
    this.shown.set(conversationId, list);
    // After a reconnect the same message may come by both ways.
    if (list.some((one) => one.seq === seq)) return;
    list.push(message);
    list.sort((a, b) => a.seq - b.seq);
    let last = this.#unbroken.get(conversationId) ?? 0;
    while (list.some((one) => one.seq === last + 1)) last += 1;
    this.#unbroken.set(conversationId, last);
  }
}

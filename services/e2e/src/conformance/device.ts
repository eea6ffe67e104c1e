import assert from 'node:assert/strict';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { Wire } from './rest.js';
import { assertFits, flag, code as machineCode, object, text } from './shape.js';
import { answers, serverEvents } from './shapes.js';

const patience = 10_000;

/** What `connected` rejects with. */
export class ConnectRefused extends Error {
  constructor(
    message: string,
    /** What the server says, as the client library hands it over. */
    readonly data: Wire,
  ) {
    super(`the connection was refused: ${message} ${JSON.stringify(data)}`);
  }
}

/** One connection: keeps everything it is sent, and notes whatever does not fit the contract. */
export class Device {
  readonly socket: Socket;
  readonly log: { event: string; payload: Wire }[] = [];
  /** What was wrong with what came, in words. A check with a device that has some fails. */
  readonly faults: string[] = [];
  /** Resolves with the reason of the first disconnection. */
  readonly ended: Promise<string>;
  readonly #waiting = new Set<() => void>();

  constructor(url: string, auth: unknown, options: Partial<ManagerOptions & SocketOptions>) {
    this.socket = io(url, { auth: auth as object, forceNew: true, reconnection: false, ...options });
    this.socket.onAny((event: string, ...args: unknown[]) => {
      this.#judge(event, args);
      this.log.push({ event, payload: args[0] });
      this.#look();
    });
    this.ended = new Promise((resolve) => {
      this.socket.once('disconnect', resolve);
    });
  }

  /** Rejects with `ConnectRefused`. */
  connected(): Promise<this> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`neither connected nor refused within ${patience} ms`));
      const timer = setTimeout(late, patience);
      this.socket.once('connect', () => {
        clearTimeout(timer);
        resolve(this);
      });
      this.socket.once('connect_error', (error: Error & { data?: unknown }) => {
        clearTimeout(timer);
        reject(new ConnectRefused(error.message, error.data));
      });
    });
  }

  /** Sends an event as it is given and resolves with the acknowledgement, which must be one object of the contract. */
  ask(event: string, ...args: unknown[]): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${event} was not acknowledged in ${patience} ms`)), patience);
      this.socket.emit(event, ...args, (...answer: unknown[]) => {
        clearTimeout(timer);
        try {
          assert.equal(answer.length, 1, `the acknowledgement of ${event} has ${answer.length} arguments`);
          assertFits(object({ ok: flag }), answer[0], `the acknowledgement of ${event}`);
          resolve(answer[0]);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** The data of an acknowledgement that says ok. */
  async must(event: string, payload: unknown): Promise<Wire> {
    const answer = await this.ask(event, payload);
    assert.ok(answer.ok, `${event} was refused: ${JSON.stringify(answer.error)}`);
    const shape = answers[event];
    if (shape) assertFits(shape, answer.data, `the answer to ${event}`);
    return answer.data;
  }

  /** The event is refused with this code. */
  async refused(event: string, payload: unknown, code: string): Promise<void> {
    const answer = await this.ask(event, payload);
    const sent = JSON.stringify(payload)?.slice(0, 100);
    assert.equal(answer.ok, false, `${event} ${sent} should be refused with ${code}, and was not`);
    assertFits(object({ code: machineCode, message: text }), answer.error, `the refusal of ${event}`);
    assert.equal(answer.error.code, code, `${event} ${sent} should be refused with ${code}, not ${answer.error.code}`);
  }

  /** Joins from the head, or from `afterSeq`. */
  join(conversationId: string, afterSeq?: number): Promise<Wire> {
    return this.must('conversation:join', { conversationId, ...(afterSeq === undefined ? {} : { afterSeq }) });
  }

  send(conversationId: string, content: string, more: object = {}): Promise<Wire> {
    return this.must('message:send', { conversationId, messageType: 'text', content, ...more });
  }

  received(event: string): Wire[] {
    return this.log.filter((one) => one.event === event).map(({ payload }) => payload);
  }

  /** The first event of this name that fits, also one that has come already. Rejects after `ms`. */
  async waitFor(event: string, fits: (payload: Wire) => boolean = () => true, ms = patience): Promise<Wire> {
    const find = () => this.received(event).find(fits);
    await this.until(() => find() !== undefined, `${event} did not come`, ms);
    return find();
  }

  /** Resolves when `holds` does; asked again after every event. */
  until(holds: () => boolean, what: string, ms = patience): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(again);
      };
      const timer = setTimeout(() => {
        end();
        const came = this.log.slice(-6).map(({ event }) => event);
        reject(new Error(`${what} within ${ms} ms; the last that came: ${came.join(', ') || 'nothing'}`));
      }, ms);
      const again = () => {
        if (!holds()) return;
        end();
        resolve();
      };
      this.#waiting.add(again);
    });
  }

  close(): void {
    this.socket.disconnect();
  }

  #judge(event: string, args: unknown[]): void {
    const fault = (what: string) => this.faults.push(what);
    if (args.length !== 1) fault(`${event} came with ${args.length} arguments, not one`);
    if (hasBytes(args)) fault(`${event} carries binary data`);
    const wrong = serverEvents[event]?.(args[0], event);
    if (wrong) fault(wrong);
  }

  #look(): void {
    for (const again of [...this.#waiting]) again();
  }
}

const hasBytes = (value: unknown): boolean =>
  value instanceof ArrayBuffer ||
  ArrayBuffer.isView(value) ||
  (typeof value === 'object' && value !== null && Object.values(value).some(hasBytes));

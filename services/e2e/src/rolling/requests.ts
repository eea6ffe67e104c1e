import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Conversation, Message, MessagesAnswer, SignedIn } from '@samvad/contract';
import { checkHistory, type Sent } from '../history-checker.js';
import type { Timings } from './timings.js';

interface RequestsOptions {
  url: string;
  /** How many people, each with one request at a time. */
  width: number;
  /** Pause (ms) after each. */
  pause: number;
  timings: Timings;
}

interface Person {
  token: string;
  senderId: string;
  conversationId: string;
  sent: Sent[];
}

type Answered = { status: number; text: string } | { failure: string };

/** A request is given up after (ms). */
const patience = 10_000;

/**
 * Requests by plain HTTP over kept connections, reading and writing by turns. Nothing tries again, neither this nor a library, so that
 * one that fails is seen; but for what every client of HTTP does (RFC 9112, 9.3.1): when a kept connection turns out to have been
 * ended, the request goes over another one. nginx ends those at which it waits when it gets another configuration.
 */
export class Requests {
  /** What was answered with an error, or not at all. */
  readonly failures: string[] = [];
  count = 0;
  /** How many went once more, since their connection had been ended. */
  again = 0;
  readonly #options: RequestsOptions;
  readonly #agent: Agent;
  readonly #people: Person[] = [];
  #going = false;
  #work: Promise<unknown> = Promise.resolve();

  private constructor(options: RequestsOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.width });
  }

  static async prepare(options: RequestsOptions): Promise<Requests> {
    const requests = new Requests(options);
    for (let n = 0; n < options.width; n += 1) await requests.#arrive(n);
    return requests;
  }

  start(): void {
    this.#going = true;
    this.#work = Promise.all(this.#people.map((person) => this.#ask(person)));
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#work;
  }

  /** What is wrong with what is stored, in words. */
  async verify(): Promise<string[]> {
    const wrong: string[] = [];
    for (const { token, conversationId, sent } of this.#people) {
      const stored: MessagesAnswer['data'] = [];
      for (let more = true; more; ) {
        const path = `/chat/messages/${conversationId}?limit=200&after=${stored.at(-1)?.seq ?? 0}`;
        const { data, pagination } = await this.#must<MessagesAnswer>('GET', path, token);
        stored.push(...data);
        more = pagination.hasMore;
      }
      wrong.push(...checkHistory({ stored, sent, logs: [] }).map((text) => `${conversationId}: ${text}`));
    }
    return wrong;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #arrive(n: number): Promise<void> {
    const person = { name: `By hand ${n}`, phone: `+9195${String(n).padStart(8, '0')}`, password: 'demo-pass-2468' };
    const { token, user } = await this.#must<SignedIn>('POST', '/users/register', undefined, person);
    const { data } = await this.#must<{ data: Conversation }>('POST', '/chat/conversations', token, {});
    this.#people.push({ token, senderId: user.id, conversationId: data._id, sent: [] });
  }

  async #ask(person: Person): Promise<void> {
    const { pause, timings } = this.#options;
    const { token, conversationId } = person;
    for (let n = 0; this.#going; n += 1) {
      const at = performance.now();
      if (n % 3 === 0) await this.#write(person, n);
      else if (n % 3 === 1) await this.#read('/chat/conversations?limit=10', token);
      else await this.#read(`/chat/messages/${conversationId}?limit=20`, token);
      this.count += 1;
      timings.note('requests', performance.now() - at);
      await sleep(pause);
    }
  }

  async #write({ token, senderId, conversationId, sent }: Person, n: number): Promise<void> {
    const clientMessageId = randomUUID();
    const record: Sent = { clientMessageId, senderId, outcome: 'unknown' };
    sent.push(record);
    const message = { messageType: 'text', content: `Message ${n}`, clientMessageId };
    const answered = await this.#once('POST', `/chat/messages/${conversationId}`, token, message);
    if ('failure' in answered || answered.status !== 201) return this.#failed('POST a message', answered);
    const { data } = JSON.parse(answered.text) as { data: Message };
    Object.assign(record, { outcome: 'acked', seq: data.seq });
  }

  async #read(path: string, token: string): Promise<void> {
    const answered = await this.#once('GET', path, token);
    if ('failure' in answered || answered.status !== 200) this.#failed(`GET ${path}`, answered);
  }

  #failed(what: string, answered: Answered): void {
    const why = 'failure' in answered ? answered.failure : `${answered.status} ${answered.text.slice(0, 200)}`;
    this.failures.push(`${what}: ${why}`);
  }

  async #must<T>(method: string, path: string, token?: string, body?: object): Promise<T> {
    const answered = await this.#once(method, path, token, body);
    if ('failure' in answered || answered.status >= 300)
      throw new Error(`${method} ${path}: ${JSON.stringify(answered)}`);
    return JSON.parse(answered.text) as T;
  }

  #once(method: string, path: string, token?: string, body?: object): Promise<Answered> {
    return new Promise((resolve) => {
      const headers = {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      };
      const options = { method, headers, agent: this.#agent, signal: AbortSignal.timeout(patience) };
      const asked = request(`${this.#options.url}/api/v1${path}`, options, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        answer.on('error', ({ message }) => resolve({ failure: message }));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      asked.on('error', ({ code, message }: NodeJS.ErrnoException) => {
        if (!asked.reusedSocket || code !== 'ECONNRESET') return resolve({ failure: code ?? message });
        this.again += 1;
        resolve(this.#once(method, path, token, body));
      });
      asked.end(body ? JSON.stringify(body) : undefined);
    });
  }
}

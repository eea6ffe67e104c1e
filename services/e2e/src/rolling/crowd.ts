import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatClient, type ChatState, createChatClient } from '@samvad/client';
import type { Message } from '@samvad/contract';
import { waitFor } from '@samvad/infra';
import { checkHistory, type Sent } from '../history-checker.js';
import type { Timings } from './timings.js';

const password = 'demo-pass-2468';
/** Of the demo data: who makes more agents, and the agents that there are. */
const adminPhone = '+919800000000';
const agentPhones = ['+919800000001', '+919800000002', '+919800000003'];
/** An agent has no more than so many conversations before them: one that joined all of a shift's at once would meet the limit of events. */
const conversationsEach = 12;
/** Registering takes a password hash each. */
const atOnce = 8;
const patience = 60_000;

interface Talk {
  id: string;
  customer: ChatClient;
  agent: ChatClient;
  sent: Sent[];
}

interface CrowdOptions {
  url: string;
  customers: number;
  /** How often each customer and each agent in turn writes, in ms. */
  every: number;
  timings: Timings;
}

/** A connection that somebody has lost. */
interface Loss {
  /** `performance.now()` */
  at: number;
  isCustomer: boolean;
}

/**
 * Customers and their agents with the client that apps use, who write to each other all the time, by socket or, while that is away, by REST.
 * Every message is followed to its acknowledgement and to the screen of the other side.
 */
export class Crowd {
  readonly losses: Loss[] = [];
  /** Sends that were refused, with why. */
  readonly refused: string[] = [];
  readonly #talks: Talk[] = [];
  readonly #agents = new Map<string, ChatClient>();
  readonly #options: CrowdOptions;
  /** By clientMessageId, until it is on the other side's screen. */
  readonly #underWay = new Map<string, number>();
  readonly #pending = new Set<Promise<unknown>>();
  #going = false;
  #sending: Promise<unknown> = Promise.resolve();

  private constructor(options: CrowdOptions) {
    this.#options = options;
  }

  /** Resolves when everybody is connected and has their conversations open. */
  static async gather(options: CrowdOptions): Promise<Crowd> {
    const crowd = new Crowd(options);
    const agents = [...agentPhones, ...(await crowd.#moreAgents(Math.ceil(options.customers / conversationsEach)))];
    for (const phone of agents) {
      const client = crowd.#client(false);
      const { id } = await client.auth.login({ phone, password });
      crowd.#agents.set(id, client);
    }
    for (let i = 0; i < options.customers; i += atOnce) {
      const some = Array.from({ length: Math.min(atOnce, options.customers - i) }, (_, n) => crowd.#arrive(i + n));
      await Promise.all(some);
    }
    await crowd.level();
    return crowd;
  }

  get customers(): number {
    return this.#talks.length;
  }

  get sent(): number {
    return this.#talks.reduce((total, { sent }) => total + sent.length, 0);
  }

  start(): void {
    this.#going = true;
    this.#sending = Promise.all(this.#talks.map((talk, i) => this.#write(talk, i)));
  }

  /** Stops writing; resolves when every message is settled and everybody is level. Rejects after a minute. */
  async stop(): Promise<void> {
    this.#going = false;
    await this.#sending;
    await Promise.race([
      Promise.all(this.#pending),
      sleep(patience, undefined, { ref: false }).then(() => {
        throw new Error(`${this.#pending.size} messages are not settled after ${patience / 1_000} s`);
      }),
    ]);
    await this.level();
    await waitFor(() => this.#underWay.size === 0, {
      what: 'every message on the other side’s screen',
      timeoutMs: patience,
    });
  }

  /** Resolves when everybody is connected, and has caught up. */
  async level(): Promise<void> {
    const others = () => this.#clients().filter(({ store }) => store.getSnapshot().connection.status !== 'online');
    await waitFor(() => others().length === 0, { what: 'everybody connected', timeoutMs: patience }).catch((error) => {
      const states = others().map(({ store }) => JSON.stringify(store.getSnapshot().connection));
      throw new Error(`${states.length} people are not connected: ${[...new Set(states)].join(', ')}`, {
        cause: error,
      });
    });
  }

  /** What is wrong with what is stored and with what each screen shows, in words; to be asked when nothing is under way. */
  async verify(): Promise<string[]> {
    const wrong: string[] = [];
    for (const { id, customer, agent, sent } of this.#talks) {
      const logs = [customer, agent].map((client) => shown(client.store.getSnapshot(), id));
      wrong.push(...checkHistory({ stored: await all(customer, id), sent, logs }).map((text) => `${id}: ${text}`));
    }
    for (const client of this.#clients()) {
      const { differences } = await client.checkState();
      wrong.push(...differences.map((text) => `${client.store.getSnapshot().me?.name}: ${text}`));
    }
    return wrong;
  }

  close(): void {
    this.#going = false;
    for (const client of this.#clients()) client.close();
  }

  #clients(): ChatClient[] {
    return [...this.#agents.values(), ...this.#talks.map(({ customer }) => customer)];
  }

  #client(isCustomer: boolean): ChatClient {
    const client = createChatClient({ url: this.#options.url });
    let wasConnected = false;
    client.store.subscribe(({ connection }) => {
      const isConnected = connection.status === 'online' || connection.status === 'syncing';
      if (wasConnected && !isConnected) this.losses.push({ at: performance.now(), isCustomer });
      wasConnected = isConnected;
    });
    return client;
  }

  /** Makes as many as are missing; resolves with their phones. */
  async #moreAgents(wanted: number): Promise<string[]> {
    const admin = this.#client(false);
    await admin.auth.login({ phone: adminPhone, password });
    const phones: string[] = [];
    for (let n = agentPhones.length; n < wanted; n += 1) {
      const phone = `+9194${String(n).padStart(8, '0')}`;
      await admin.rest.createUser({ name: `Agent ${n}`, phone, password, role: 'Support' });
      phones.push(phone);
    }
    admin.close();
    return phones;
  }

  async #arrive(n: number): Promise<void> {
    const customer = this.#client(true);
    const phone = `+9196${String(n).padStart(8, '0')}`;
    await customer.auth.register({ name: `Customer ${n}`, phone, password });
    const { _id: id, assignedSupportId } = await customer.startConversation();
    const agent = this.#agents.get(assignedSupportId ?? '');
    if (!agent) throw new Error(`nobody of ${[...this.#agents.keys()]} has the conversation ${id}`);
    await Promise.all([customer.open(id), agent.open(id)]);
    this.#talks.push({ id, customer, agent, sent: [] });
    for (const client of [customer, agent]) {
      client.store.select(
        ({ open }) => open[id]?.messages,
        (messages) => this.#look(client, messages ?? []),
      );
    }
  }

  async #write(talk: Talk, place: number): Promise<void> {
    const { every } = this.#options;
    // Not all at once.
    await sleep((place / this.#talks.length) * every);
    for (let n = 0; this.#going; n += 1) {
      this.#say(talk, n);
      await sleep(every);
    }
  }

  #say({ id, customer, agent, sent }: Talk, n: number): void {
    const client = n % 2 === 0 ? customer : agent;
    const at = performance.now();
    const { clientMessageId, stored } = client.send(id, { content: `Message ${n}` });
    const senderId = client.store.getSnapshot().me?.id ?? '';
    const record: Sent = { clientMessageId, senderId, outcome: 'unknown' };
    sent.push(record);
    this.#underWay.set(clientMessageId, at);
    const settled = stored.then(
      ({ seq }) => {
        Object.assign(record, { outcome: 'acked', seq });
        this.#options.timings.note('sends', performance.now() - at);
      },
      (error) => {
        record.outcome = 'refused';
        this.refused.push(`${clientMessageId}: ${error}`);
        this.#underWay.delete(clientMessageId);
      },
    );
    this.#pending.add(settled);
    void settled.finally(() => this.#pending.delete(settled));
  }

  /** What of the other side has come on this screen; new ones stand last. */
  #look(client: ChatClient, messages: ChatState['open'][string]['messages']): void {
    const me = client.store.getSnapshot().me?.id;
    for (const { senderId, clientMessageId, seq } of [...messages].reverse()) {
      if (senderId === me || seq === null) continue;
      const at = this.#underWay.get(clientMessageId ?? '');
      if (at === undefined) return;
      this.#underWay.delete(clientMessageId ?? '');
      this.#options.timings.note('deliveries', performance.now() - at);
    }
  }
}

const shown = ({ open }: ChatState, id: string) =>
  (open[id]?.messages ?? []).flatMap(({ seq, clientMessageId }) => (seq === null ? [] : [{ seq, clientMessageId }]));

async function all({ rest }: ChatClient, id: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const { data, pagination } = await rest.messages(id, { after: messages.at(-1)?.seq ?? 0, limit: 200 });
    messages.push(...data);
    if (!pagination.hasMore) return messages;
  }
}

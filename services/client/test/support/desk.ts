import { startServer as startApi } from '@samvad/api';
import type { Role } from '@samvad/contract';
import type { Config, Core } from '@samvad/core';
import {
  type Backends,
  makeConversation,
  makePerson,
  startBackends,
  type TestPerson,
  testConfig,
} from '@samvad/core/testing';
import { freePort, startTcpProxy, type TcpProxy } from '@samvad/infra';
import { type RunningServer, startServer as startSocket } from '@samvad/socket';
import {
  type ChatClient,
  type ChatClientOptions,
  type ChatState,
  createChatClient,
  MemorySessionStore,
} from '../../src/index.js';

interface Test {
  teardown(work: () => unknown): void;
}

/** What lies between one device and the nodes. */
export class Network {
  constructor(
    readonly api: TcpProxy,
    readonly socket: TcpProxy,
  ) {}

  /** Connections break, and no new ones are made. */
  async cut(): Promise<void> {
    await Promise.all([this.api.cut(), this.socket.cut()]);
  }

  /** Connections stay, and nothing passes. */
  block(): void {
    this.api.block();
    this.socket.block();
  }

  async restore(): Promise<void> {
    await Promise.all([this.api.restore(), this.socket.restore()]);
  }
}

/** An API node, a socket node, and devices with a network of their own to them. */
export class Desk {
  readonly #t: Test;
  readonly #settings: Partial<Config>;
  readonly #socketPort: number;
  #node: RunningServer;

  private constructor(
    t: Test,
    readonly backends: Backends,
    readonly apiPort: number,
    node: RunningServer,
    settings: Partial<Config>,
  ) {
    this.#t = t;
    this.#node = node;
    this.#socketPort = node.port;
    this.#settings = settings;
  }

  static async start(t: Test, overrides: Partial<Config> = {}): Promise<Desk> {
    const settings = { DRAIN_SECONDS: 1, PRESENCE_GRACE_MS: 200, EVENTS_PER_SECOND: 1_000, ...overrides };
    const backends = await startBackends(t);
    const [api, node] = await Promise.all([
      startApi(testConfig(backends, settings)),
      freePort().then((PORT) => startSocket(testConfig(backends, { ...settings, PORT }))),
    ]);
    const desk = new Desk(t, backends, api.port, node, settings);
    t.teardown(() => Promise.all([api.stop(), desk.#node.stop()]));
    return desk;
  }

  get core(): Core {
    return this.#node.core;
  }

  get node(): RunningServer {
    return this.#node;
  }

  /** The node goes, and another comes in its place. */
  async replaceNode(): Promise<void> {
    await this.#node.stop();
    this.#node = await startSocket(testConfig(this.backends, { ...this.#settings, PORT: this.#socketPort }));
  }

  make(role: Role, name?: string): Promise<TestPerson> {
    return makePerson(this.core, role, name);
  }

  /** A customer and an agent with a conversation of theirs. */
  async talk() {
    const [customer, agent] = await Promise.all([this.make('User'), this.make('Support')]);
    return { customer, agent, id: await makeConversation(this.core, customer, agent) };
  }

  async network(): Promise<Network> {
    const proxyTo = (port: number) => startTcpProxy({ target: { host: '127.0.0.1', port } });
    const network = new Network(await proxyTo(this.apiPort), await proxyTo(this.#socketPort));
    this.#t.teardown(() => Promise.all([network.api.stop(), network.socket.stop()]));
    return network;
  }

  /** A client that nobody is signed in at; closed before the network and the nodes are. */
  async client(options: Partial<ChatClientOptions> = {}, network?: Network): Promise<ChatClient> {
    const client = createChatClient({
      url: `http://127.0.0.1:${network?.api.port ?? this.apiPort}`,
      socketUrl: `http://127.0.0.1:${network?.socket.port ?? this.#socketPort}`,
      reconnect: { base: 50, max: 300 },
      ...options,
      timings: { acknowledgement: 1_000, request: 1_500, connect: 1_500, deliveredDelay: 20, ...options.timings },
    });
    this.#t.teardown(() => client.close());
    return client;
  }

  /** A device of the person, level with the server. */
  async device(person: TestPerson, options: Partial<ChatClientOptions> = {}, network?: Network): Promise<ChatClient> {
    const client = await this.client({ sessionStore: await signedIn(person), ...options }, network);
    await client.auth.restore();
    await until(client, isOnline, 'the device being online');
    return client;
  }
}

export async function signedIn({ id, name, actor, token, refreshToken }: TestPerson, life = 900_000) {
  const store = new MemorySessionStore();
  const user = { id, name, role: actor.role, avatarUrl: null, isOnline: true, lastSeen: null };
  await store.save({ token, refreshToken, expiresAt: Date.now() + life, life, user });
  return store;
}

export const isOnline = ({ connection }: ChatState) => connection.status === 'online';

/** The contents of an open conversation's messages, in the order shown. */
export const contents = (client: ChatClient, id: string) =>
  client.store.getSnapshot().open[id]?.messages.map(({ content }) => content) ?? [];

export const unreadOf = (client: ChatClient, id: string) =>
  client.store.getSnapshot().conversations.find(({ _id }) => _id === id)?.unreadCount;

/** Resolves with the first state that fits, also when it does already. Rejects after `deadline` ms. */
export function until(
  client: ChatClient,
  fits: (state: ChatState) => boolean,
  what: string,
  deadline = 15_000,
): Promise<ChatState> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      const { connection, open, conversations } = client.store.getSnapshot();
      reject(
        new Error(`${what} did not happen: ${JSON.stringify({ connection, open, conversations }).slice(0, 3_000)}`),
      );
    }, deadline);
    const look = (state: ChatState) => {
      if (!fits(state)) return;
      clearTimeout(timer);
      stop();
      resolve(state);
    };
    const stop = client.store.subscribe(look);
    look(client.store.getSnapshot());
  });
}

/** Waits until the client and the server agree: what is under way arrives meanwhile. */
export async function untilEqual(client: ChatClient, what: string, deadline = 15_000): Promise<void> {
  const end = Date.now() + deadline;
  for (;;) {
    const { isEqual, differences } = await client.checkState();
    if (isEqual && client.stateHash() === (await client.serverStateHash())) return;
    if (Date.now() > end) throw new Error(`${what} does not agree with the server: ${differences.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

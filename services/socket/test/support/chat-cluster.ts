import { type Config, type Core, conversationRoom, personRoom } from '@samvad/core';
import {
  type Backends,
  makeConversation,
  makePerson,
  startBackends,
  type TestPerson,
  testConfig,
} from '@samvad/core/testing';
import { type RunningServer, startServer } from '../../src/server.js';
import { ChatClient, type ClientOptions } from './chat-client.js';

interface Test {
  teardown(work: () => unknown): void;
}

export interface ClusterOptions {
  nodes?: number;
  redisCluster?: boolean;
}

/** A customer and an agent with a conversation of theirs. */
export interface Talk {
  customer: TestPerson;
  agent: TestPerson;
  id: string;
}

/** Socket nodes on one Postgres and one Redis, and the devices connected to them. */
export class ChatCluster {
  readonly nodes: RunningServer[] = [];
  readonly #clients: ChatClient[] = [];
  readonly #running = new Set<RunningServer>();
  /** Devices that may hear late of somebody who came before them. */
  readonly #arrived = new WeakMap<ChatClient, string>();

  private constructor(
    readonly backends: Backends,
    readonly settings: Partial<Config>,
  ) {}

  static async start(
    t: Test,
    settings: Partial<Config> = {},
    { nodes = 2, redisCluster = false }: ClusterOptions = {},
  ): Promise<ChatCluster> {
    const cluster = new ChatCluster(await startBackends(t, { cluster: redisCluster }), settings);
    t.teardown(async () => {
      for (const client of cluster.#clients) client.close();
      await Promise.all([...cluster.#running].map((node) => node.stop()));
    });
    await Promise.all(Array.from({ length: nodes }, () => cluster.startNode()));
    return cluster;
  }

  async startNode(settings: Partial<Config> = {}): Promise<RunningServer> {
    // Not what a test is about, unless it says so.
    const node = await startServer(
      testConfig(this.backends, { EVENTS_PER_SECOND: 10_000, ...this.settings, ...settings }),
    );
    this.nodes.push(node);
    this.#running.add(node);
    return node;
  }

  async stopNode(node: RunningServer): Promise<void> {
    this.#running.delete(node);
    await node.stop();
  }

  node(index: number): RunningServer {
    const node = this.nodes[index];
    if (!node) throw new Error(`there is no node ${index}`);
    return node;
  }

  /** The first node's: for what a test does behind the clients' backs. */
  get core(): Core {
    return this.node(0).core;
  }

  /** A device that is not connected yet. */
  device(index: number, token: unknown, options: ClientOptions = {}): ChatClient {
    const client = new ChatClient(this.node(index).port, token, options);
    this.#clients.push(client);
    return client;
  }

  /** A device of the person on the node of that index. */
  connect(index: number, { token }: TestPerson, options: ClientOptions = {}): Promise<ChatClient> {
    return this.device(index, token, options).connected();
  }

  /** A device on a node in a process of its own. */
  connectTo({ port }: { port: number }, { token }: TestPerson): Promise<ChatClient> {
    const client = new ChatClient(port, token);
    this.#clients.push(client);
    return client.connected();
  }

  async talk(): Promise<Talk> {
    const [customer, agent] = await Promise.all([makePerson(this.core, 'User'), makePerson(this.core, 'Support')]);
    return { customer, agent, id: await makeConversation(this.core, customer, agent) };
  }

  /**
   * A conversation with the customer on the first node and the agent on the second, both in the room, and the customer told
   * of the agent. Whether the agent hears of the customer, who came first, depends on how long the first node took to find out
   * whom to tell: `settled` leaves that out.
   */
  async liveTalk(): Promise<Talk & { customerDevice: ChatClient; agentDevice: ChatClient }> {
    const talk = await this.talk();
    const customerDevice = await this.connect(0, talk.customer);
    const agentDevice = await this.connect(1, talk.agent);
    await customerDevice.waitFor('user:online', ({ userId }) => userId === talk.agent.id);
    for (const device of [customerDevice, agentDevice]) {
      await device.ask('conversation:join', { conversationId: talk.id });
      device.forget();
    }
    this.#arrived.set(agentDevice, talk.customer.id);
    return { ...talk, customerDevice, agentDevice };
  }

  /**
   * Resolves when everything that any node has published to these rooms has reached the device: what has not come by
   * then does not come. A marker takes the same road, room by room, from each node.
   */
  async settled(device: ChatClient, rooms: { person?: string; conversation?: string }): Promise<void> {
    const names = [
      ...(rooms.person ? [personRoom(rooms.person)] : []),
      ...(rooms.conversation ? [conversationRoom(rooms.conversation)] : []),
    ];
    marks += 1;
    const message = `marker ${marks}`;
    for (const node of this.#running) {
      for (const name of names) {
        node.core.broadcaster.emit(name, 'chat:error', { event: name, code: 'MARKER', message });
      }
    }
    const expected = names.length * this.#running.size;
    const isMarker = (one: { payload: unknown }) => (one.payload as { message?: string }).message === message;
    await device.until(
      () => device.log.filter(isMarker).length >= expected,
      () => `${message} did not come to ${names.join(', ')}`,
    );
    // No test need know of them.
    for (let i = device.log.length - 1; i >= 0; i -= 1) {
      const { event, payload } = device.log[i] as { event: string; payload: { code?: string; userId?: string } };
      const isLate = event === 'user:online' && payload.userId === this.#arrived.get(device);
      if (isLate || (event === 'chat:error' && payload.code === 'MARKER')) device.log.splice(i, 1);
    }
  }
}

let marks = 0;

import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import type { Crew, Talk } from './crew.js';
import { Device } from './device.js';
import type { Person } from './person.js';
import { type Answer, type Ask, call } from './rest.js';

export type Transport = 'websocket' | 'polling';

/** What one check works with: people, conversations and devices of its own, put away when it ends. */
export class Desk {
  readonly #devices: Device[] = [];
  readonly #talks: Talk[] = [];
  readonly #agents: Person[] = [];

  constructor(
    readonly url: string,
    /** Where sockets connect, in turn. */
    readonly socketUrls: readonly string[],
    readonly transport: Transport,
    readonly crew: Crew,
  ) {}

  get admin(): Person {
    return this.crew.admin;
  }

  /** A call without a sign-in, unless `ask` has one. */
  call(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    return call(this.url, method, path, ask);
  }

  /** A customer, an agent, and a conversation of theirs that may have messages of earlier checks; all is read. */
  async talk(): Promise<Talk> {
    const talk = await this.crew.borrow();
    this.#talks.push(talk);
    await Promise.all([talk.customer, talk.agent].map((person) => person.post(`/chat/conversations/${talk.id}/read`)));
    return talk;
  }

  /** The same without a message, of a customer who has never been connected; a check may do with it what it likes. */
  async freshTalk(): Promise<Talk> {
    const talk = await this.crew.begin();
    this.#agents.push(talk.agent);
    return talk;
  }

  /** A connected device. */
  async device(person: Person, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Device> {
    return this.connecting({ token: await person.token() }, options).connected();
  }

  /** A device that has not connected yet, and may be refused. */
  connecting(auth: unknown, options: Partial<ManagerOptions & SocketOptions> = {}): Device {
    const url = this.socketUrls[this.#devices.length % this.socketUrls.length] ?? this.url;
    const device = new Device(url, auth, { transports: [this.transport], ...options });
    this.#devices.push(device);
    return device;
  }

  /** A device of the customer and one of the agent, both in the conversation. */
  async bothJoined({ id, customer, agent }: Talk): Promise<{ phone: Device; dashboard: Device }> {
    const [phone, dashboard] = await Promise.all([this.device(customer), this.device(agent)]);
    await Promise.all([phone.join(id), dashboard.join(id)]);
    return { phone, dashboard };
  }

  /** What was wrong with what came to any of the devices. */
  faults(): string[] {
    return this.#devices.flatMap(({ faults }) => faults);
  }

  close(passed: boolean): void {
    for (const device of this.#devices) device.close();
    // Nobody knows in what state a check that has failed leaves them.
    if (!passed) return;
    for (const talk of this.#talks) this.crew.giveBack(talk);
    for (const agent of this.#agents) this.crew.giveAgentBack(agent);
  }
}

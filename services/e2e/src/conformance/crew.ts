import { randomInt } from 'node:crypto';
import { Person, signInAt } from './person.js';
import { call, type Wire } from './rest.js';

/** A customer and an agent with a conversation of theirs. */
export interface Talk {
  id: string;
  customer: Person;
  agent: Person;
}

export const password = 'conformance-2468';

let counter = 0;
const run = randomInt(10_000);

/** A number that no person has: made of this run's number and a counter. */
export function freshPhone(): string {
  counter += 1;
  return `+9196${String(run).padStart(4, '0')}${String(counter).padStart(4, '0')}`;
}

/**
 * The people that checks borrow, made when they are first needed. Whatever a check that has passed leaves is used again, so
 * that the limits of a server in production are enough.
 */
export class Crew {
  readonly #agents: Person[] = [];
  readonly #begun: string[] = [];
  readonly #idleAgents: Person[] = [];
  readonly #idleTalks: Talk[] = [];

  constructor(
    readonly url: string,
    readonly admin: Person,
  ) {}

  /** @throws Error when there is no such admin */
  static async open(url: string, phone: string, password: string): Promise<Crew> {
    const signIn = await signInAt(url, phone, password).catch((error: Error) => {
      throw new Error(`${error.message}\nThe suite needs an admin: --admin-phone and --admin-password`);
    });
    if (signIn.user?.role !== 'Admin') throw new Error(`${phone} is ${signIn.user?.role}, not Admin`);
    return new Crew(url, new Person(url, phone, password, signIn));
  }

  /** A new customer, who registers; where registrations are limited, one whom the admin makes. */
  async customer(name = 'Conformance customer'): Promise<Person> {
    const phone = freshPhone();
    const body = { name, phone, password };
    const answer = await call(this.url, 'POST', '/users/register', { body });
    if (answer.status === 201) return new Person(this.url, phone, password, answer.body);
    return this.#make(phone, name, 'User');
  }

  async agent(name = 'Conformance agent'): Promise<Person> {
    const agent = await this.#make(freshPhone(), name, 'Support');
    this.#agents.push(agent);
    return agent;
  }

  async #make(phone: string, name: string, role: string): Promise<Person> {
    const { status, body } = await this.admin.post('/admin/users', { name, phone, password, role });
    if (status !== 201) throw new Error(`the admin could not make a person: ${status} ${JSON.stringify(body)}`);
    return new Person(this.url, phone, password, await signInAt(this.url, phone, password));
  }

  /** A conversation that nobody else uses meanwhile, perhaps with messages of earlier checks. */
  async borrow(): Promise<Talk> {
    return this.#idleTalks.pop() ?? (await this.begin());
  }

  /** A new conversation of a new customer. */
  async begin(): Promise<Talk> {
    const [customer, agent] = await Promise.all([this.customer(), this.#idleAgents.pop() ?? this.agent()]);
    const opened: { body: Wire } = await customer.post('/chat/conversations', { subject: 'Conformance' });
    const id = opened.body.data?._id;
    const { status, body } = await this.admin.patch(`/chat/conversations/${id}`, { assignedSupportId: agent.id });
    if (status !== 200) throw new Error(`assigning a conversation: ${status} ${JSON.stringify(body)}`);
    this.#begun.push(id);
    return { id, customer, agent };
  }

  giveBack(talk: Talk): void {
    this.#idleTalks.push(talk);
  }

  giveAgentBack(agent: Person): void {
    this.#idleAgents.push(agent);
  }

  /** As far as the server lets us: the desk is left as it was found. */
  async close(): Promise<void> {
    const closing = this.#begun.map((id) => this.admin.patch(`/chat/conversations/${id}`, { status: 'closed' }));
    await Promise.allSettled(closing);
    // Not in the contract's page; a server that cannot do it keeps some idle agents.
    const leaving = this.#agents.map(({ id }) => this.admin.patch(`/admin/users/${id}`, { isActive: false }));
    await Promise.allSettled(leaving);
  }
}

import { type Answer, type Ask, call, type Wire } from './rest.js';

/** What a sign-in answers with. */
export interface SignIn {
  token: string;
  refreshToken: string;
  expiresIn: number;
  user: Wire;
}

/** A token that is about to end is not used any more (ms). */
const margin = 8_000;

/** Somebody with a sign-in, which is renewed as it runs out. */
export class Person {
  #signIn: SignIn;
  #endsAt: number;
  #renewal: Promise<void> | undefined;

  constructor(
    readonly url: string,
    readonly phone: string,
    readonly password: string,
    signIn: SignIn,
  ) {
    this.#signIn = signIn;
    this.#endsAt = Date.now() + signIn.expiresIn * 1_000;
  }

  get id(): string {
    return this.#signIn.user.id;
  }

  get name(): string {
    return this.#signIn.user.name;
  }

  /** An access token that lives for some seconds more. */
  async token(): Promise<string> {
    if (Date.now() > this.#endsAt - Math.min(margin, (this.#signIn.expiresIn * 1_000) / 2)) {
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
      await this.#renewal;
    }
    return this.#signIn.token;
  }

  async #renew(): Promise<void> {
    this.#signIn = await signInAt(this.url, this.phone, this.password);
    this.#endsAt = Date.now() + this.#signIn.expiresIn * 1_000;
  }

  /** Another sign-in of the same person, as on another phone. */
  signInAgain(): Promise<SignIn> {
    return signInAt(this.url, this.phone, this.password);
  }

  async call(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    return call(this.url, method, path, { token: await this.token(), ...ask });
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.call('POST', path, { body });
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.call('PATCH', path, { body });
  }

  /** Sends a text by REST. */
  say(conversationId: string, content: string, more: object = {}): Promise<Answer> {
    return this.post(`/chat/messages/${conversationId}`, { messageType: 'text', content, ...more });
  }
}

/** @throws Error with the server's answer when the login is refused */
export async function signInAt(url: string, phone: string, password: string): Promise<SignIn> {
  const { status, body } = await call(url, 'POST', '/users/login', { body: { phone, password } });
  if (status !== 200) throw new Error(`login of ${phone}: ${status} ${body.code}`);
  return body;
}

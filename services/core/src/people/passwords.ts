import { hash, verify } from '@node-rs/argon2';
import { AppError } from '@samvad/contract';

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes and checks passwords, a few at a time: each takes 19 MiB and some 20 ms of a core. */
export class Passwords {
  readonly #slots: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  /** Checked when nobody has the phone, so that the answer takes as long as for a wrong password. */
  readonly #nobody: Promise<string>;

  constructor(maxConcurrent: number) {
    this.#slots = maxConcurrent;
    this.#nobody = hash('no one has this password', cost);
    this.#nobody.catch(() => {});
  }

  hash(password: string): Promise<string> {
    return this.#limited(() => hash(password, cost));
  }

  /** False also when `stored` is undefined, after the same work. */
  async matches(stored: string | undefined, password: string): Promise<boolean> {
    const against = stored ?? (await this.#nobody);
    const matched = await this.#limited(() => verify(against, password));
    return matched && stored !== undefined;
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#slots) {
      // A queue longer than some seconds of work helps nobody.
      if (this.#waiting.length >= this.#slots * 100) throw new AppError('OVERLOADED', { retryAfter: 2 });
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}

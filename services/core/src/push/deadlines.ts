import { pushPatience } from './push-provider.js';

/** Time limits of what is under way, all of which can be ended early. */
export class Deadlines {
  readonly #open = new Set<AbortController>();
  #ended = false;

  /** Settles as `work` does, or rejects after `pushPatience`, or at the end of all; only then the signal is aborted. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#ended) throw new Error('closed');
    const controller = new AbortController();
    const { signal } = controller;
    const over = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const timer = setTimeout(() => controller.abort(), pushPatience);
    this.#open.add(controller);
    try {
      return await Promise.race([work(signal), over]);
    } finally {
      clearTimeout(timer);
      this.#open.delete(controller);
    }
  }

  end(): void {
    this.#ended = true;
    for (const controller of this.#open) controller.abort();
  }
}

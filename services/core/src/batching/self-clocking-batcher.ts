export interface BatcherOptions<In, Out> {
  /** Runs one batch and answers in its order. On a rejection see the class. */
  run: (items: In[]) => Promise<Out[]>;
  /** Items of one key are never in two batches at once, so they keep their order. No key: no order is promised. */
  keyOf?: (item: In) => string;
  maxInFlight: number;
  /**
   * Milliseconds that a busy queue may gather, counted from the start of the batch before: one less than the items of that
   * batch, at most this. 0, the default, never waits.
   */
  maxGather?: number;
  /** Milliseconds from the start of one batch to the next, for what may wait so that thousands share few statements. */
  minGap?: number;
  maxBatch: number;
  /** Waiting items above which `add` refuses at once. */
  maxQueue: number;
  /** What a caller gets when the queue is full. */
  overloaded: () => Error;
  /** Told after each batch, for metrics: its size and its time in milliseconds. */
  onBatch?: (size: number, milliseconds: number) => void;
}

interface Waiting<In, Out> {
  item: In;
  key: string | undefined;
  resolve: (out: Out) => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers items into batches: while a batch is in flight the next one fills, so an idle system answers at once and a busy
 * one batches by itself, the more the busier it is. With `maxGather` a busy one also waits some milliseconds, which every
 * hop behind it gains from: what is committed together is published, received and written together.
 *
 * A batch that rejects is run again item by item, unless `isShared` says that the fault lies not in an item; so a
 * poisoned item fails alone.
 */
export class SelfClockingBatcher<In, Out> {
  readonly #options: BatcherOptions<In, Out>;
  readonly #isShared: (error: unknown) => boolean;
  #queue: Waiting<In, Out>[] = [];
  readonly #keysInFlight = new Set<string>();
  #inFlight = 0;
  #scheduled = false;
  #lastSize = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #idle: (() => void)[] = [];

  constructor(options: BatcherOptions<In, Out>, isShared: (error: unknown) => boolean = () => false) {
    this.#options = options;
    this.#isShared = isShared;
  }

  add(item: In): Promise<Out> {
    if (this.#queue.length >= this.#options.maxQueue) return Promise.reject(this.#options.overloaded());
    const { promise, resolve, reject } = withResolvers<Out>();
    this.#queue.push({ item, key: this.#options.keyOf?.(item), resolve, reject });
    this.#schedule();
    return promise;
  }

  /** Items that wait for the next batch. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Resolves when nothing waits and nothing is in flight. */
  drained(): Promise<void> {
    if (this.#inFlight === 0 && this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** One turn of the event loop gathers what one read of many sockets brings. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= this.#options.maxInFlight) return;
    this.#scheduled = true;
    const flush = () => {
      this.#scheduled = false;
      this.#flush();
    };
    const gather = Math.max(Math.min(this.#options.maxGather ?? 0, this.#lastSize - 1), this.#options.minGap ?? 0);
    const wait = gather > 0 ? this.#lastStart + gather - performance.now() : 0;
    if (wait >= 1) setTimeout(flush, wait);
    else setImmediate(flush);
  }

  #flush(): void {
    while (this.#inFlight < this.#options.maxInFlight) {
      const batch = this.#take();
      if (batch.length === 0) return;
      void this.#run(batch);
      // What is left has a key in flight, or did not fit: a further batch only where this one was full.
      if (batch.length < this.#options.maxBatch) return;
    }
  }

  #take(): Waiting<In, Out>[] {
    const { maxBatch } = this.#options;
    if (this.#queue.length === 0) return [];
    if (this.#keysInFlight.size === 0 && this.#queue.length <= maxBatch) {
      const all = this.#queue;
      this.#queue = [];
      return all;
    }
    const batch: Waiting<In, Out>[] = [];
    const rest: Waiting<In, Out>[] = [];
    // A key that did not fit must not be overtaken by its later items: it is held back whole.
    const heldBack = new Set<string>();
    for (const waiting of this.#queue) {
      const { key } = waiting;
      const free = key === undefined || !(this.#keysInFlight.has(key) || heldBack.has(key));
      if (free && batch.length < maxBatch) batch.push(waiting);
      else {
        rest.push(waiting);
        if (key !== undefined) heldBack.add(key);
      }
    }
    this.#queue = rest;
    return batch;
  }

  async #run(batch: Waiting<In, Out>[]): Promise<void> {
    this.#inFlight += 1;
    this.#lastSize = batch.length;
    this.#lastStart = performance.now();
    for (const { key } of batch) if (key !== undefined) this.#keysInFlight.add(key);
    try {
      await this.#settle(batch);
    } finally {
      for (const { key } of batch) if (key !== undefined) this.#keysInFlight.delete(key);
      this.#inFlight -= 1;
      if (this.#queue.length > 0) this.#schedule();
      else if (this.#inFlight === 0) {
        for (const resolve of this.#idle) resolve();
        this.#idle = [];
      }
    }
  }

  async #settle(batch: Waiting<In, Out>[]): Promise<void> {
    const started = performance.now();
    try {
      const outs = await this.#options.run(batch.map(({ item }) => item));
      this.#options.onBatch?.(batch.length, performance.now() - started);
      for (let i = 0; i < batch.length; i += 1) batch[i]?.resolve(outs[i] as Out);
    } catch (error) {
      if (batch.length === 1 || this.#isShared(error)) for (const { reject } of batch) reject(error);
      // In order, since items of one key may stand in one batch.
      else for (const waiting of batch) await this.#settle([waiting]);
    }
  }
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}

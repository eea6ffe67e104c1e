type Listener<S> = (state: S) => void;

/**
 * An immutable snapshot and those who want to know when there is another. Changes within one turn are told once, in a
 * microtask. `getSnapshot` and `subscribe` fit React's `useSyncExternalStore` as they are.
 */
export class Store<S extends object> {
  #state: S;
  readonly #listeners = new Set<Listener<S>>();
  #due = false;

  constructor(initial: S) {
    this.#state = initial;
  }

  readonly getSnapshot = (): S => this.#state;

  /** Returns what ends it. */
  readonly subscribe = (listener: Listener<S>): (() => void) => {
    // A function of its own: the same listener may be subscribed twice.
    const own: Listener<S> = (state) => listener(state);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  };

  /** Tells only of changes of what the selector picks (compared by `Object.is`). Returns what ends it. */
  readonly select = <T>(selector: (state: S) => T, listener: (selected: T) => void): (() => void) => {
    let before = selector(this.#state);
    return this.subscribe((state) => {
      const selected = selector(state);
      if (Object.is(selected, before)) return;
      before = selected;
      listener(selected);
    });
  };

  set(change: Partial<S>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    this.#due = false;
    for (const listener of [...this.#listeners]) {
      try {
        listener(this.#state);
      } catch (error) {
        // A screen that fails must not keep the others, or the network, from going on.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

/** Gathers what one turn of the event loop brings, and hands it over at the end of the turn, in order. */
export class TurnBatch<T> {
  readonly #handOver: (items: T[]) => void;
  #items: T[] = [];

  constructor(handOver: (items: T[]) => void) {
    this.#handOver = handOver;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#items.length > 1) return;
    setImmediate(() => {
      const items = this.#items;
      this.#items = [];
      this.#handOver(items);
    });
  }
}

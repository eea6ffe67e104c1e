/** What of the list is in view, by the indexes of rows. */
export interface InView {
  readonly first: number;
  readonly last: number;
  /** The newest is in view, or almost. */
  readonly isAtBottom: boolean;
}

/** Pixels from the bottom that still count as being there. */
const bottomPixels = 40;
/** From here on it is worth a button to get back. */
const nearPixels = 160;

/**
 * Watches the scroller of a list. What was at the bottom stays there, whatever grows or shrinks: messages, pictures, the
 * composer, the keyboard of a phone. What was not keeps its place.
 */
export class ScrollView {
  #inView: InView;
  #sticks: boolean;
  #scroller: HTMLElement | undefined;
  #content: HTMLElement | null = null;
  #frame = 0;
  #before = { top: 0, content: 0, height: 0 };
  /** Rows have come before the others, and the list has not been seen to be longer since. */
  #growsAbove = false;
  readonly #listeners = new Set<() => void>();

  constructor(sticks: boolean) {
    this.#sticks = sticks;
    this.#inView = { first: 0, last: 0, isAtBottom: sticks };
  }

  /** Begins; returns what ends it. */
  watch(scroller: HTMLElement): () => void {
    this.#scroller = scroller;
    const resized = new ResizeObserver(() => this.#resized());
    this.#content = scroller.querySelector<HTMLElement>('[data-testid="virtuoso-item-list"]');
    for (const element of [scroller, this.#content]) if (element) resized.observe(element);
    scroller.addEventListener('scroll', this.#scrolled, { passive: true });
    this.look();
    return () => {
      resized.disconnect();
      scroller.removeEventListener('scroll', this.#scrolled);
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      this.#scroller = undefined;
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): InView => this.#inView;

  get sticks(): boolean {
    return this.#sticks;
  }

  /** To the bottom, to stay there. */
  stick(): void {
    this.#sticks = true;
    this.#toBottom();
    this.look();
  }

  /** Looks again, with the next frame: rows have come or gone. */
  look(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#look();
    });
  }

  /** Older rows come before the others: the list gets longer at its top and scrolls by as much, without anybody's doing. */
  growAbove(): void {
    this.#growsAbove = true;
  }

  /** The element of a row, if it is there. */
  row(index: number): HTMLElement | undefined {
    return this.#scroller?.querySelector<HTMLElement>(`[data-item-index="${index}"]`) ?? undefined;
  }

  get box(): DOMRect | undefined {
    return this.#scroller?.getBoundingClientRect();
  }

  readonly #scrolled = () => {
    const scroller = this.#scroller;
    if (!scroller) return;
    const now = sizeOf(scroller);
    const { top, content, height } = now;
    const isSameSize = content >= this.#before.content && height === this.#before.height;
    // Upwards without anything having shrunk: that was a person.
    if (isSameSize && top < this.#before.top - 1) this.#sticks = false;
    else {
      // The rows that come into view at the bottom may have made it longer before this is told of the scrolling. What has
      // come above has moved the bottom away by as much as the top: with the length before, that would be its end.
      const isLongerBelow = top > this.#before.top && !this.#growsAbove;
      const known = isLongerBelow ? Math.min(content, this.#before.content) : content;
      if (known - height - top <= bottomPixels) this.#sticks = true;
    }
    this.#remember(now);
    this.look();
  };

  #resized(): void {
    if (this.#sticks) this.#toBottom();
    else if (this.#scroller) this.#remember(sizeOf(this.#scroller));
    this.look();
  }

  #toBottom(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.#remember(sizeOf(scroller));
  }

  #remember(now: ReturnType<typeof sizeOf>): void {
    if (now.content > this.#before.content) this.#growsAbove = false;
    this.#before = now;
  }

  #look(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    let first: number | undefined;
    let last: number | undefined;
    if (this.#content?.style.visibility === 'hidden') {
      // The list is about to go to where it begins.
      this.look();
      return;
    }
    for (const row of scroller.querySelectorAll<HTMLElement>('[data-item-index]')) {
      const box = row.getBoundingClientRect();
      if (box.bottom <= top || box.top >= bottom) continue;
      const index = Number(row.dataset.itemIndex);
      first ??= index;
      last = index;
    }
    if (first === undefined || last === undefined) return;
    const distance = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    this.#tell({ first, last, isAtBottom: this.#sticks || distance < nearPixels });
  }

  #tell(now: InView): void {
    const before = this.#inView;
    const isSame = before.first === now.first && before.last === now.last && before.isAtBottom === now.isAtBottom;
    if (!isSame) this.#inView = now;
    // Also when nothing else has changed: a row may have come into view by a few pixels more.
    for (const tell of [...this.#listeners]) tell();
  }
}

function sizeOf({ scrollTop: top, scrollHeight: content, clientHeight: height }: HTMLElement) {
  return { top, content, height };
}

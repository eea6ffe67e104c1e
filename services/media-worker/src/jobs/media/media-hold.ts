import type { Core, MediaRow } from '@samvad/core';

/**
 * One attempt's claim on an upload, told from others' by its number.
 *
 * The newest attempt holds. When a worker seems dead and is not (frozen, cut off), another takes its upload over; it finds
 * out by its next heartbeat, and stops. While an attempt is held, heartbeats keep the sweep from taking it for forgotten.
 */
export class MediaHold {
  readonly #core: Core;
  readonly #row: MediaRow;
  readonly #lost = new AbortController();
  readonly #every: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(core: Core, row: MediaRow) {
    this.#core = core;
    this.#row = row;
    // Several beats fit into the time after which an upload counts as forgotten, also when one of them is slow.
    this.#every = core.config.MEDIA_SWEEP_MS / 3;
    this.#next();
  }

  /** Aborted once this attempt is not the newest any more, or the upload has ended or expired. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Asks Postgres. Throws when the hold is lost, and when Postgres is away. */
  async assert(): Promise<void> {
    const held = await this.#core.mediaLifecycle.touch(this.#row.id, this.#row.attempts);
    if (!held) this.#lost.abort(new Error('another attempt has taken over, or the upload has ended'));
    this.#lost.signal.throwIfAborted();
  }

  /** Ends the attempt as if it had not been made: what stopped it says nothing about the upload. */
  async giveBack(): Promise<void> {
    this.release();
    await this.#core.mediaLifecycle.giveBack(this.#row.id, this.#row.attempts);
  }

  /** Ends the heartbeats. */
  release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(): void {
    this.#timer = setTimeout(() => {
      // While Postgres is away nobody else can take the upload over either.
      this.assert()
        .catch(() => {})
        .finally(() => {
          if (this.#timer && !this.#lost.signal.aborted) this.#next();
        });
    }, this.#every);
  }
}

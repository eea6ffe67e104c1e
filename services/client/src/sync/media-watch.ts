import type { Settings } from '../options.js';
import type { Rest } from '../rest/rest.js';
import type { ChatModel } from '../store/chat-model.js';

/** Media asked for at once; what is older than so many is asked for when they are ready. */
const atOnce = 20;

/**
 * What is made of a file is told once, by `media:updated`. In case that was lost, media that are still `processing` in an
 * open conversation are asked for again.
 */
export class MediaWatch {
  readonly #model: ChatModel;
  readonly #rest: Rest;
  readonly #timer: ReturnType<typeof setInterval>;
  #asking = false;

  constructor(model: ChatModel, rest: Rest, { timings }: Settings) {
    this.#model = model;
    this.#rest = rest;
    this.#timer = setInterval(() => void this.look(), timings.mediaCheck);
  }

  async look(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const ids = this.#model.openIds().flatMap((id) => this.#model.timeline(id)?.processingMedia() ?? []);
    await Promise.all(ids.slice(-atOnce).map((id) => this.#ask(id)));
    this.#asking = false;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #ask(id: string): Promise<void> {
    try {
      this.#model.updateMedia(await this.#rest.media(id));
    } catch {
      // Asked again in any case; a media that is not ours any more is shown as it was.
    }
  }
}

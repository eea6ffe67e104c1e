import type { Media } from '@samvad/contract';
import { backoff, pause } from '../backoff.js';
import { type ChatError, isAboutSignIn, toChatError } from '../chat-error.js';
import { linked } from '../linked-signal.js';
import { isUploadRefusal } from './upload.js';

interface Doors {
  /** One attempt. `onProgress`: 0 to 1, in any order. */
  attempt(id: string, signal: AbortSignal, onProgress: (share: number) => void): Promise<Media>;
  /** 0 to 1, only rising; undefined: it waits. */
  onProgress(id: string, share: number, isUnderWay: boolean): void;
  onDone(id: string, media: Media): void;
  onRefused(id: string, why: ChatError): void;
}

interface Job {
  readonly control: AbortController;
  share: number;
}

const atOnce = 3;
const retries = { base: 400, max: 20_000 };
/** The least that is told (share of the whole). */
const step = 0.01;

/** Uploads, a few at a time, each until the server has it or has said no. Those that wait for the network let others go on. */
export class UploadQueue {
  readonly #doors: Doors;
  readonly #closed = new AbortController();
  readonly #jobs = new Map<string, Job>();
  readonly #waiting: (() => void)[] = [];
  #free = atOnce;
  #wake = new AbortController();

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  /** One that is under way goes on. */
  start(id: string): void {
    if (this.#jobs.has(id) || this.#closed.signal.aborted) return;
    const job = { control: new AbortController(), share: 0 };
    this.#jobs.set(id, job);
    void this.#run(id, job).finally(() => {
      if (this.#jobs.get(id) === job) this.#jobs.delete(id);
    });
  }

  /** Nothing more is told of it. */
  cancel(id: string): void {
    this.#jobs.get(id)?.control.abort();
    this.#jobs.delete(id);
  }

  /** Those that wait for the network try now. */
  wake(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  close(): void {
    this.#closed.abort();
    this.#wake.abort();
    for (const turn of this.#waiting.splice(0)) turn();
  }

  async #run(id: string, job: Job): Promise<void> {
    const { signal, unlink } = linked(this.#closed.signal, job.control.signal);
    try {
      for (let attempt = 0; !signal.aborted; attempt += 1) {
        const before = job.share;
        try {
          const media = await this.#inTurn(id, job, signal);
          if (media && !signal.aborted) this.#doors.onDone(id, media);
          return;
        } catch (error) {
          const why = toChatError(error);
          if (signal.aborted) return;
          if (isUploadRefusal(why) && !isAboutSignIn(why)) return this.#doors.onRefused(id, why);
          this.#doors.onProgress(id, job.share, false);
          if (job.share > before) attempt = 0;
          await this.#pause((why.retryAfter ?? 0) * 1_000, attempt, signal);
        }
      }
    } finally {
      unlink();
    }
  }

  /** Undefined when it was given up before its turn came. */
  async #inTurn(id: string, job: Job, signal: AbortSignal): Promise<Media | undefined> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    try {
      if (signal.aborted) return undefined;
      this.#doors.onProgress(id, job.share, true);
      return await this.#doors.attempt(id, signal, (share) => {
        if (signal.aborted || share < job.share + step) return;
        job.share = share;
        this.#doors.onProgress(id, share, true);
      });
    } finally {
      // Handed on, or kept for the next.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  async #pause(atLeast: number, attempt: number, signal: AbortSignal): Promise<void> {
    await pause(atLeast, signal);
    const either = linked(this.#wake.signal, signal);
    await pause(backoff(attempt, retries), either.signal).finally(either.unlink);
  }
}

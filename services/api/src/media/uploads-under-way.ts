import type { IncomingMessage } from 'node:http';
import { AppError } from '@samvad/contract';

/** How many uploads one person may have under way at one node. */
const most = 10;

interface Upload {
  request: IncomingMessage;
  personId: string;
  resumable: boolean;
  work: Promise<unknown>;
}

/** The uploads that this node is receiving. */
export class UploadsUnderWay {
  readonly #uploads = new Set<Upload>();

  /** Does `work` and counts it as long as it lasts. Throws `RATE_LIMITED` when the person has too many at once. */
  async add<T>(upload: Omit<Upload, 'work'>, work: () => Promise<T>): Promise<T> {
    const own = [...this.#uploads].filter(({ personId }) => personId === upload.personId);
    if (own.length >= most) throw new AppError('RATE_LIMITED', { message: 'Too many uploads at once', retryAfter: 5 });
    const entry = { ...upload, work: work() };
    this.#uploads.add(entry);
    try {
      return await entry.work;
    } finally {
      this.#uploads.delete(entry);
    }
  }

  /** Breaks off those that can go on at another node. What has arrived of them is kept. */
  cutResumable(): void {
    for (const { request, resumable } of this.#uploads) if (resumable) request.destroy(new Error('the node stops'));
  }

  async ended(): Promise<void> {
    await Promise.allSettled([...this.#uploads].map(({ work }) => work));
  }
}

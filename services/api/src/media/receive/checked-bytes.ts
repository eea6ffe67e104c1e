import { Readable } from 'node:stream';
import { AppError } from '@samvad/contract';

/**
 * The bytes of a file while they arrive: the first of them can be looked at, and the rest is counted on its way into the
 * storage. Nothing is held but those first bytes.
 */
export class CheckedBytes {
  readonly #source: Readable;
  readonly #chunks: AsyncIterator<Buffer>;
  #head: Buffer[] = [];
  /** Bytes that have passed into the storage. */
  size = 0;
  /** Why the bytes ended before their end: not the storage's fault. */
  fault: AppError | undefined;

  constructor(source: Readable) {
    this.#source = source;
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** The first `length` bytes, or all there are. */
  async head(length: number): Promise<Buffer> {
    let arrived = 0;
    while (arrived < length) {
      const chunk = await this.#next();
      if (!chunk) break;
      this.#head.push(chunk);
      arrived += chunk.length;
    }
    return Buffer.concat(this.#head).subarray(0, length);
  }

  /** All bytes. The stream fails past `limit` with what `tooLarge` makes. */
  stream(limit: number, tooLarge: () => AppError): Readable {
    return Readable.from(this.#counted(limit, tooLarge), { objectMode: false });
  }

  /** Whoever sends it is not waited for any more. */
  destroy(): void {
    this.#source.destroy();
  }

  async *#counted(limit: number, tooLarge: () => AppError): AsyncGenerator<Buffer> {
    const head = this.#head;
    this.#head = [];
    for (let chunk = head.shift() ?? (await this.#next()); chunk; chunk = head.shift() ?? (await this.#next())) {
      this.size += chunk.length;
      if (this.size > limit) {
        this.fault = tooLarge();
        throw this.fault;
      }
      yield chunk;
    }
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const { value, done } = await this.#chunks.next();
      return done ? undefined : value;
    } catch (cause) {
      this.fault = new AppError('VALIDATION', { message: 'The upload was broken off', cause });
      throw this.fault;
    }
  }
}

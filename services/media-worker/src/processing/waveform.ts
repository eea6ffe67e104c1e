export const waveformBars = 100;
/** Cells that peaks are gathered in. When they are full, pairs become one: the memory is the same for any length. */
const cells = 2048;
/** Below this a recording counts as quiet and is drawn so; louder ones fill the height. */
const quietPeak = 0.05 * 32768;

/** The outline of a stream of 16-bit little-endian samples whose length is not known before. */
export class Waveform {
  readonly #peaks = new Uint16Array(cells);
  #samplesPerCell = 1;
  #samples = 0;
  /** The first byte of a sample that a chunk has cut in two. */
  #half: Buffer | undefined;

  get samples(): number {
    return this.#samples;
  }

  add(chunk: Buffer): void {
    const bytes = this.#half ? Buffer.concat([this.#half, chunk]) : chunk;
    const end = bytes.length - (bytes.length % 2);
    this.#half = end < bytes.length ? bytes.subarray(end) : undefined;
    for (let at = 0; at < end; ) {
      if (this.#samples === cells * this.#samplesPerCell) this.#halve();
      const cell = Math.floor(this.#samples / this.#samplesPerCell);
      const cellEnd = at + 2 * ((cell + 1) * this.#samplesPerCell - this.#samples);
      const stop = Math.min(end, cellEnd);
      this.#samples += (stop - at) / 2;
      let peak = this.#peaks[cell] ?? 0;
      for (; at < stop; at += 2) peak = Math.max(peak, Math.abs(bytes.readInt16LE(at)));
      this.#peaks[cell] = peak;
    }
  }

  /** 100 integers from 0 to 100; the loudest is 100, unless all is quiet. */
  bars(): number[] {
    const used = this.#peaks.subarray(0, Math.ceil(this.#samples / this.#samplesPerCell));
    const loudest = used.reduce((a, b) => Math.max(a, b), quietPeak);
    return Array.from({ length: waveformBars }, (_, bar) => {
      const from = Math.floor((bar * used.length) / waveformBars);
      const to = Math.max(from + 1, Math.floor(((bar + 1) * used.length) / waveformBars));
      const peak = used.subarray(from, to).reduce((a, b) => Math.max(a, b), 0);
      return Math.round((100 * peak) / loudest);
    });
  }

  #halve(): void {
    const peaks = this.#peaks;
    for (let i = 0; i < cells / 2; i += 1) peaks[i] = Math.max(peaks[2 * i] ?? 0, peaks[2 * i + 1] ?? 0);
    peaks.fill(0, cells / 2);
    this.#samplesPerCell *= 2;
  }
}

/** Milliseconds. */
export const longestRecording = 5 * 60_000;

export type RecordingEnd = 'finished' | 'limit' | 'lost';

export interface Recorded {
  data: Blob;
  /** Milliseconds. */
  durationMs: number;
}

/** The smallest that any browser makes first; which of them it can, it says itself. */
const formats = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4'];

/** One recording of the microphone, from its beginning on. */
export class Recording {
  readonly startedAt = performance.now();
  /** Why it has ended: to be told once, also when it ends by itself. */
  onEnd: (recorded: Recorded | undefined, why: RecordingEnd) => void = () => {};
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #parts: Blob[] = [];
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #limit: ReturnType<typeof setTimeout>;
  #why: RecordingEnd = 'finished';
  #isCancelled = false;
  #durationMs = 0;

  /** Asks for the microphone. Rejects with a `DOMException`: `NotAllowedError`, `NotFoundError`, `NotReadableError`. */
  static async start(): Promise<Recording> {
    // Missing on pages without TLS.
    if (!navigator.mediaDevices) throw new DOMException('No microphones on insecure pages', 'SecurityError');
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
    return new Recording(await navigator.mediaDevices.getUserMedia({ audio }));
  }

  private constructor(stream: MediaStream) {
    this.#stream = stream;
    const mimeType = formats.find((format) => MediaRecorder.isTypeSupported(format));
    // Speech needs no more, and it is to go over poor networks.
    this.#recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32_000, ...(mimeType ? { mimeType } : {}) });
    this.#recorder.ondataavailable = ({ data }) => this.#parts.push(data);
    this.#recorder.onstop = () => this.#stopped();
    this.#recorder.onerror = () => this.#end('lost');
    for (const track of stream.getTracks()) track.onended = () => this.#end('lost');
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#limit = setTimeout(() => this.#end('limit'), longestRecording);
    this.#recorder.start(1_000);
  }

  /** Milliseconds so far. */
  elapsed(): number {
    return performance.now() - this.startedAt;
  }

  /** How loud it is at this moment: 0 to 1, as it seems to the ear. */
  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    const decibels = 20 * Math.log10(Math.sqrt(sum / this.#samples.length) || 1e-6);
    return Math.min(1, Math.max(0, (decibels + 60) / 55));
  }

  finish(): void {
    this.#end('finished');
  }

  /** Nothing is kept. */
  cancel(): void {
    this.#isCancelled = true;
    this.#end('finished');
  }

  #end(why: RecordingEnd): void {
    if (this.#recorder.state === 'inactive') return;
    this.#why = why;
    this.#durationMs = Math.min(this.elapsed(), longestRecording);
    this.#recorder.stop();
  }

  #stopped(): void {
    clearTimeout(this.#limit);
    // A browser that has stopped it by itself.
    this.#durationMs ||= this.elapsed();
    for (const track of this.#stream.getTracks()) track.stop();
    void this.#context.close();
    const data = new Blob(this.#parts, { type: this.#recorder.mimeType });
    const isNothing = this.#isCancelled || data.size === 0;
    this.onEnd(isNothing ? undefined : { data, durationMs: this.#durationMs }, this.#why);
  }
}

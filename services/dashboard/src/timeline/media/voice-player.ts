/** A voice note: `id` for as long as the timeline is shown. */
export interface VoiceTrack {
  readonly id: string;
  readonly url: string;
  /** A url that works, when the first does not. */
  freshUrl?(): Promise<string | null>;
}

interface VoiceState {
  readonly id: string | undefined;
  readonly isPlaying: boolean;
  /** Seconds. */
  readonly position: number;
  readonly isBroken: boolean;
}

const speeds = [1, 1.5, 2] as const;
const silence: VoiceState = { id: undefined, isPlaying: false, position: 0, isBroken: false };

/** Plays one voice note at a time, also while its row is scrolled out of sight. Each is gone on with where it was left. */
export class VoicePlayer {
  #state = silence;
  #speed: number = speeds[0];
  #track: VoiceTrack | undefined;
  #audio: HTMLAudioElement | undefined;
  #hasRefreshed = false;
  readonly #positions = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  /** Called when one begins. */
  onPlay: (() => void) | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): VoiceState => this.#state;
  readonly getSpeed = (): number => this.#speed;

  positionOf(id: string): number {
    return this.#state.id === id ? this.#state.position : (this.#positions.get(id) ?? 0);
  }

  toggle(track: VoiceTrack): void {
    if (this.#state.id === track.id && this.#state.isPlaying) this.pause();
    else this.#play(track);
  }

  pause(): void {
    this.#audio?.pause();
  }

  /** Goes to a moment; one that does not play begins there when it does. */
  seek(id: string, seconds: number): void {
    this.#positions.set(id, seconds);
    if (this.#state.id !== id) {
      this.#set({ ...this.#state });
      return;
    }
    if (this.#audio) this.#audio.currentTime = seconds;
    this.#set({ ...this.#state, position: seconds });
  }

  nextSpeed(): void {
    this.#speed = speeds[(speeds.indexOf(this.#speed as (typeof speeds)[number]) + 1) % speeds.length] ?? 1;
    if (this.#audio) this.#audio.playbackRate = this.#speed;
    this.#set({ ...this.#state });
  }

  close(): void {
    const audio = this.#audio;
    this.#audio = undefined;
    this.#track = undefined;
    audio?.pause();
    audio?.removeAttribute('src');
    this.#set(silence);
  }

  #play(track: VoiceTrack): void {
    const { id } = this.#state;
    if (id !== undefined && id !== track.id) this.#positions.set(id, this.#state.position);
    const audio = this.#element();
    const position = this.positionOf(track.id);
    if (this.#track?.id !== track.id || this.#state.isBroken) {
      this.#hasRefreshed = false;
      audio.src = track.url;
      audio.currentTime = position;
    }
    this.#track = track;
    this.#set({ id: track.id, isPlaying: true, position, isBroken: false });
    this.onPlay?.();
    this.#start(audio);
  }

  #start(audio: HTMLAudioElement): void {
    audio.playbackRate = this.#speed;
    // Refused or ended before it began: told by the events as well.
    audio.play().catch(() => this.#set({ ...this.#state, isPlaying: !audio.paused }));
  }

  #element(): HTMLAudioElement {
    if (this.#audio) return this.#audio;
    const audio = new Audio();
    this.#audio = audio;
    audio.preload = 'auto';
    audio.addEventListener('timeupdate', () => {
      if (!audio.paused) this.#set({ ...this.#state, position: audio.currentTime });
    });
    audio.addEventListener('pause', () => this.#set({ ...this.#state, isPlaying: false }));
    audio.addEventListener('playing', () => this.#set({ ...this.#state, isPlaying: true }));
    audio.addEventListener('ended', () => {
      if (this.#state.id !== undefined) this.#positions.delete(this.#state.id);
      audio.currentTime = 0;
      this.#set({ ...this.#state, isPlaying: false, position: 0 });
    });
    audio.addEventListener('error', () => void this.#failed(audio));
    return audio;
  }

  /** Once with a fresh url; then it is said. */
  async #failed(audio: HTMLAudioElement): Promise<void> {
    const track = this.#track;
    if (audio !== this.#audio || !track) return;
    const fresh = this.#hasRefreshed ? null : await track.freshUrl?.().catch(() => null);
    if (audio !== this.#audio || track !== this.#track) return;
    if (!fresh) {
      this.#set({ ...this.#state, isPlaying: false, isBroken: true });
      return;
    }
    this.#hasRefreshed = true;
    audio.src = fresh;
    audio.currentTime = this.#state.position;
    this.#start(audio);
  }

  #set(state: VoiceState): void {
    this.#state = state;
    for (const tell of [...this.#listeners]) tell();
  }
}

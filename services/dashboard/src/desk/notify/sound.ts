/** Browsers let a page sound only after it was touched: so it is made at the first touch. */
let context: AudioContext | undefined;

/** Listens for the first touch or key. Returns what ends it. */
export function readySound(): () => void {
  const ready = () => {
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume();
    end();
  };
  const end = () => {
    window.removeEventListener('pointerdown', ready);
    window.removeEventListener('keydown', ready);
  };
  window.addEventListener('pointerdown', ready);
  window.addEventListener('keydown', ready);
  return end;
}

/** Two soft notes, a fourth apart, like a small bell; half a second. Silent if the page was never touched. */
export function playMessageSound(): void {
  // Touched before anybody listened: to sign in.
  if (navigator.userActivation?.hasBeenActive) context ??= new AudioContext();
  if (!context || context.state === 'closed') return;
  void context.resume();
  const start = context.currentTime + 0.02;
  note(context, 659.25, start, 0.16);
  note(context, 880, start + 0.11, 0.14);
}

function note(audio: AudioContext, frequency: number, start: number, loudness: number): void {
  // The overtone, which dies sooner, is what makes it a bell.
  for (const [multiple, share, length] of [
    [1, 1, 0.42],
    [2.76, 0.18, 0.16],
  ] as const) {
    const oscillator = audio.createOscillator();
    const envelope = audio.createGain();
    oscillator.frequency.value = frequency * multiple;
    envelope.gain.setValueAtTime(0, start);
    envelope.gain.linearRampToValueAtTime(loudness * share, start + 0.012);
    envelope.gain.exponentialRampToValueAtTime(0.0001, start + length);
    oscillator.connect(envelope).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + length + 0.05);
  }
}

const bars = 40;
const height = 24;

/** Bars of a waveform (0 to 100 each) as one path in a box of 100 by 24; low ones while it is not known. */
export function waveformPath(waveform: readonly number[] | null): string {
  const known = waveform && waveform.length > 0 ? waveform : [0];
  // Quiet notes are drawn as high as loud ones.
  const loudest = Math.max(20, ...known);
  const step = 100 / bars;
  let path = '';
  for (let bar = 0; bar < bars; bar += 1) {
    const from = Math.floor((bar * known.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * known.length) / bars));
    const peak = Math.max(...known.slice(from, to));
    const half = Math.max(1.2, (peak / loudest) * (height / 2 - 1));
    path += `M${(bar * step + 0.4).toFixed(2)} ${(height / 2 - half).toFixed(1)}h${(step - 1).toFixed(2)}v${(half * 2).toFixed(1)}h-${(step - 1).toFixed(2)}z`;
  }
  return path;
}

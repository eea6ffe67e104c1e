import type { CSSProperties } from 'react';

const most = { width: 320, height: 340 };
/** A picture that is narrower or flatter is cut in the bubble; the lightbox shows all of it. */
const ratios = { min: 0.56, max: 2.4 };

/** The room for a picture, known before it is loaded: nothing moves when it is there. */
export function frameSize(width: number | null | undefined, height: number | null | undefined): CSSProperties {
  const natural = width && height ? width / height : 4 / 3;
  const ratio = Math.min(ratios.max, Math.max(ratios.min, natural));
  const shown = Math.min(most.width, most.height * ratio, Math.max(width ?? most.width, 160));
  return { inlineSize: Math.round(shown), aspectRatio: ratio.toFixed(4) };
}

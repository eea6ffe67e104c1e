import { inertLine } from '../text/inert';

const segmenter =
  typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;

/** `RK` of “Rajesh Kumar”: the first letters, as they are seen, of the first and the last word. */
export function initials(name: string): string {
  const words = inertLine(name)
    .split(' ')
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => firstLetter(word ?? '').toLocaleUpperCase()).join('') || '?';
}

function firstLetter(word: string): string {
  const first = segmenter ? [...segmenter.segment(word)][0]?.segment : [...word][0];
  return first ?? '';
}
